import { writeCatalog } from '../artifacts/write-artifacts.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { compileNodes } from './compile.ts'
import { loadWorkspace } from './load-workspace.ts'
import { type ProjectOptions, type SelectionOptions, systemClock } from './options.ts'
import { readCatalog } from './read-catalog.ts'
import { selectNodes } from './select-nodes.ts'

export interface DocsOptions extends ProjectOptions, SelectionOptions {
  /** False: leaves `manifest.json` and the compiled SQL as they are. */
  readonly compile?: boolean
  /** Writes a catalog in which nothing is, and asks nobody. */
  readonly emptyCatalog?: boolean
}

export interface GeneratedDocs {
  /** The catalog, relative to the project's folder. */
  readonly path: string
  readonly tables: number
  readonly sources: number
  /** What could not be looked at; the catalog names it too, and has all the rest. */
  readonly problems: readonly Diagnostic[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Writes what documentation is made from: the manifest with the final SQL, and the catalog, which has the columns and
 * types of what the environment shows and of the sources. Builds nothing. Throws `ProjectError`.
 */
export async function generateDocs(options: DocsOptions = {}): Promise<GeneratedDocs> {
  const workspace = await loadWorkspace(options)
  const { project, manifest } = workspace
  const { ids, warnings } = await selectNodes(workspace, options)
  if (options.compile !== false) {
    const ofSql = [...ids].filter((id) => ['model', 'test'].includes(manifest.nodes.get(id)?.type ?? ''))
    await compileNodes(ofSql, workspace, { ...options, command: 'generate' })
  }
  const { tables, problems } =
    options.emptyCatalog === true ? { tables: [], problems: [] } : await readCatalog(ids, workspace, options.signal)
  const now = (options.clock ?? systemClock).now()
  const errors = problems.map(({ message }) => message)
  const path = await writeCatalog(project, { invocation: { ...workspace, now }, tables, errors })
  const sources = tables.filter(({ node }) => node.type === 'source').length
  return {
    path,
    tables: tables.length - sources,
    sources,
    problems,
    warnings: [...workspace.warnings, ...warnings],
  }
}
