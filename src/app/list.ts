import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type BuiltTable, builtTables } from './built-tables.ts'
import { loadManifest } from './load-manifest.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'

export interface Listing {
  /** In the order of the graph. */
  readonly nodes: readonly Node[]
  readonly layers: readonly string[]
  /** Models and seeds of the whole project. */
  readonly all: number
  /** What the environment shows of them, with `built` of the options. */
  readonly built: ReadonlyMap<NodeId, BuiltTable>
  readonly warnings: readonly Diagnostic[]
}

export interface ListOptions extends ProjectOptions, SelectionOptions {
  /** Looks up what the environment shows of the models. Default: false. */
  readonly built?: boolean
}

/** The selected nodes: models, seeds, sources and tests. No database is opened. Throws `ProjectError`. */
export async function list(options: ListOptions = {}): Promise<Listing> {
  const workspace = await loadManifest(options)
  const { ids, warnings } = selectNodes(workspace, options)
  const nodes = [...ids].map((id) => nodeOf(workspace.manifest, id))
  const all = [...workspace.manifest.nodes.values()].filter(isDataNode).length
  const built = options.built === true ? await builtTables(workspace.target) : new Map<NodeId, BuiltTable>()
  return { nodes, layers: workspace.manifest.layers, all, built, warnings: [...workspace.warnings, ...warnings] }
}
