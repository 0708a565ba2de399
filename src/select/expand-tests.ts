import type { Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { IndirectSelection } from '../project/selection-words.ts'

/** Where tests are looked for. */
interface World {
  readonly manifest: Manifest
  readonly graph: Graph
}

/** What is found, and the tests that wait for the rest of their parents. */
export interface Found {
  readonly direct: ReadonlySet<NodeId>
  readonly waiting: ReadonlySet<NodeId>
}

/** Adds the tests of one criterion's nodes. */
export function expandTests(selected: ReadonlySet<NodeId>, indirect: IndirectSelection, world: World): Found {
  const { manifest, graph } = world
  if (indirect === 'empty') return { direct: selected, waiting: new Set() }

  const direct = new Set(selected)
  const waiting = new Set<NodeId>()
  const reachable = indirect === 'buildable' ? buildable(selected, world, { withSources: true }) : selected
  for (const id of graph.descendants(selected, 1)) {
    if (!isTest(manifest.nodes.get(id)?.type)) continue
    if (indirect === 'eager' || hasAllParents(id, reachable, graph)) direct.add(id)
    else waiting.add(id)
  }
  return { direct, waiting }
}

/** Adds the waiting tests whose parents are all there once several criteria are combined. */
export function admitWaiting({ direct, waiting }: Found, indirect: IndirectSelection, world: World): Found {
  if (waiting.size === 0 || (indirect !== 'cautious' && indirect !== 'buildable')) return { direct, waiting }
  const reachable = indirect === 'buildable' ? buildable(direct, world, { withSources: false }) : direct
  const admitted = [...waiting].filter((id) => hasAllParents(id, reachable, world.graph))
  return { direct: new Set([...direct, ...admitted]), waiting }
}

function isTest(type: Node['type'] | undefined): boolean {
  return type === 'test' || type === 'unit_test'
}

function hasAllParents(id: NodeId, present: ReadonlySet<NodeId>, graph: Graph): boolean {
  return graph.parents(id).every((parent) => present.has(parent))
}

/** The nodes, and what they are built from. */
function buildable(
  selected: ReadonlySet<NodeId>,
  { manifest, graph }: World,
  { withSources }: { readonly withSources: boolean },
): ReadonlySet<NodeId> {
  const sources = withSources ? [...manifest.nodes.values()].filter(({ type }) => type === 'source') : []
  return new Set([...selected, ...graph.ancestors(selected), ...sources.map(({ id }) => id)])
}
