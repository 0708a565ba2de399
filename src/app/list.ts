import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { Node } from '../manifest/node.ts'
import { loadManifest } from './load-manifest.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'

export interface Listing {
  /** In the order of the graph. */
  readonly nodes: readonly Node[]
  readonly layers: readonly string[]
  readonly warnings: readonly Diagnostic[]
}

/** The selected nodes: models, seeds, sources and tests. No database is opened. Throws `ProjectError`. */
export async function list(options: ProjectOptions & SelectionOptions = {}): Promise<Listing> {
  const workspace = await loadManifest(options)
  const { ids, warnings } = selectNodes(workspace, options)
  const nodes = [...ids].map((id) => nodeOf(workspace.manifest, id))
  return { nodes, layers: workspace.manifest.layers, warnings: [...workspace.warnings, ...warnings] }
}
