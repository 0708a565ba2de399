import type { DocsBlock } from './docs-block.ts'
import type { Group, MacroDefinition, Node } from './node.ts'
import type { NodeId } from './node-id.ts'

/** Everything known about a project after parsing. Plain data; `artifacts` writes it to `target/manifest.json`. */
export interface Manifest {
  readonly projectName: string
  /** From low to high; empty when the project has no layers. */
  readonly layers: readonly string[]
  readonly nodes: ReadonlyMap<NodeId, Node>
  /** Nodes switched off with `enabled: false`, and their tests. Not part of the graph. */
  readonly disabled: ReadonlyMap<NodeId, Node>
  /** By name. */
  readonly groups: ReadonlyMap<string, Group>
  readonly macros: ReadonlyMap<string, MacroDefinition>
  /** By name. */
  readonly docs: ReadonlyMap<string, DocsBlock>
}
