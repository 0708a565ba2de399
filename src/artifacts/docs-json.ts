import type { DocsBlock } from '../manifest/docs-block.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { JsonObject } from '../util/json.ts'
import { sortedIds } from './sorted-ids.ts'

/** The docs blocks of a project by id, and the first page of a documentation site, which dbt's own needs to be there. */
export function docsJson({ docs, projectName }: Manifest): JsonObject {
  const blocks = new Map([...docs.values()].map((block) => [block.id, blockJson(block)]))
  blocks.set(overviewId, {
    name: '__overview__',
    resource_type: 'doc',
    package_name: 'dbt',
    path: 'overview.md',
    original_file_path: 'docs/overview.md',
    unique_id: overviewId,
    block_contents: `# ${projectName}\n\nThe models, seeds, sources and tests of the project ${projectName}.`,
  })
  return Object.fromEntries(sortedIds([...blocks.keys()]).map((id) => [id, blocks.get(id) ?? null]))
}

const overviewId = 'doc.dbt.__overview__'

function blockJson({ id, name, packageName, path, folder, text }: DocsBlock): JsonObject {
  return {
    name,
    resource_type: 'doc',
    package_name: packageName,
    path: path.slice(folder.length + 1),
    original_file_path: path,
    unique_id: id,
    block_contents: text,
  }
}
