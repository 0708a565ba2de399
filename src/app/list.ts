import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { JsonObject } from '../util/json.ts'
import { type BuiltTable, builtTables } from './built-tables.ts'
import { type LoadedManifest, loadManifest } from './load-manifest.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'

export interface Listing {
  /** In the order of the graph. */
  readonly nodes: readonly Node[]
  readonly layers: readonly string[]
  /** How many models and seeds the whole project has. */
  readonly all: { readonly models: number; readonly seeds: number }
  /** What the environment shows of them, with `built` of the options. */
  readonly built: ReadonlyMap<NodeId, BuiltTable>
  /** What `manifest.json` has of the nodes, with `entries` of the options. */
  readonly entries: readonly JsonObject[]
  readonly warnings: readonly Diagnostic[]
}

export interface ListOptions extends ProjectOptions, SelectionOptions {
  /** Looks up what the environment shows of the models. Default: false. */
  readonly built?: boolean
  /** Gives the entries of the nodes: the keys that are named, or without names those that dbt lists. Default: none. */
  readonly entries?: readonly string[]
}

/** The selected nodes: models, seeds, sources and tests. No database is opened. Throws `ProjectError`. */
export async function list(options: ListOptions = {}): Promise<Listing> {
  const workspace = await loadManifest(options)
  const { ids, warnings } = await selectNodes(workspace, options)
  const nodes = [...ids].map((id) => nodeOf(workspace.manifest, id))
  const data = [...workspace.manifest.nodes.values()].filter(isDataNode)
  const seeds = data.filter(({ type }) => type === 'seed').length
  const all = { models: data.length - seeds, seeds }
  const built = options.built === true ? await builtTables(workspace.target) : new Map<NodeId, BuiltTable>()
  const entries = options.entries === undefined ? [] : await entriesOf(nodes, workspace, options.entries)
  const { layers } = workspace.manifest
  return { nodes, layers, all, built, entries, warnings: [...workspace.warnings, ...warnings] }
}

async function entriesOf(nodes: readonly Node[], workspace: LoadedManifest, keys: readonly string[]) {
  const { listedEntries } = await import('./listed-entries.ts')
  return listedEntries(nodes, workspace, keys)
}
