import type { CatalogTable } from '../artifacts/catalog-table.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { warningsWarn } from '../diagnostics/warning-policy.ts'
import type { SourceNode } from '../manifest/node.ts'
import { ExtractError, type SourceTable } from '../ports/extractor.ts'
import { describeSource } from '../run/describe-source.ts'
import { type Extractors, extractors } from '../run/extractors.ts'
import { extractFailed, noConnection } from '../run/source-diagnostics.ts'
import type { FoundTables } from './found-tables.ts'
import type { Workspace } from './load-workspace.ts'
import { openExtractor } from './open-extractor.ts'
import { withWorkFolder } from './work-folder.ts'

/** Asks the systems that sources come from for the columns of their tables; their rows stay where they are. */
export async function describeSources(
  sources: readonly SourceNode[],
  { project, target }: Workspace,
  signal: AbortSignal,
): Promise<FoundTables> {
  if (sources.length === 0) return { tables: [], problems: [] }
  return withWorkFolder(project.root, async (workFolder) => {
    const place = { workFolder, signal, tell: () => undefined }
    const connections = extractors(
      (name) => openExtractor(target, name, place),
      // No row is read, so that nothing is lost by a server that cannot share its moment.
      warningsWarn,
      () => undefined,
    )
    try {
      const tables: CatalogTable[] = []
      const problems = new Map<string, Diagnostic>()
      for (const source of sources) {
        const found = await describe(source, connections)
        if ('source' in found) tables.push(tableOf(found, target.database))
        // A connection that fails does so for each of its tables.
        else if (!problems.has(found.message)) problems.set(found.message, found)
      }
      return { tables, problems: [...problems.values()] }
    } finally {
      await connections[Symbol.asyncDispose]()
    }
  })
}

interface Described {
  readonly source: SourceNode
  readonly table: SourceTable
}

async function describe(source: SourceNode, connections: Extractors): Promise<Described | Diagnostic> {
  if (source.connection === undefined) return noConnection(source)
  try {
    return { source, table: await describeSource(source, await connections.get(source.connection)) }
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error
    return extractFailed(error, source.location)
  }
}

function tableOf({ source, table }: Described, database: string): CatalogTable {
  const columns = table.columns.map(({ name, type }) => ({ name, type }))
  return { node: source, database: source.relation.catalog ?? database, kind: 'table', columns, stats: [] }
}
