import type { Graph } from '../graph/graph.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Results } from './match-criterion.ts'

/** Which tests come along with the nodes they test. */
export const indirectSelections = ['eager', 'cautious', 'buildable', 'empty'] as const

/**
 * `eager`: when any parent is selected. `cautious`: when all are. `buildable`: when all are selected or stand above what
 * is selected. `empty`: none.
 */
export type IndirectSelection = (typeof indirectSelections)[number]

/** What is found, and the tests that wait for the rest of their parents. */
export interface Found {
  readonly direct: ReadonlySet<NodeId>
  readonly waiting: ReadonlySet<NodeId>
}

export interface Project {
  readonly manifest: Manifest
  readonly graph: Graph
  readonly indirect: IndirectSelection
  /** How the nodes ended in the command that `result:` speaks of. */
  readonly results?: Results
}

/** Adds the tests of one criterion's nodes. */
export function expandTests(selected: ReadonlySet<NodeId>, project: Project): Found {
  const { manifest, graph, indirect } = project
  if (indirect === 'empty') return { direct: selected, waiting: new Set() }

  const direct = new Set(selected)
  const waiting = new Set<NodeId>()
  const reachable = reachableBy(selected, project, { withSources: true })
  for (const id of graph.descendants(selected, 1)) {
    if (!isTest(manifest.nodes.get(id)?.type)) continue
    if (indirect === 'eager' || hasAllParents(id, reachable, graph)) direct.add(id)
    else waiting.add(id)
  }
  return { direct, waiting }
}

/** Adds the waiting tests whose parents are all there once several criteria are combined. */
export function admitWaiting({ direct, waiting }: Found, project: Project): Found {
  if (project.indirect !== 'cautious' && project.indirect !== 'buildable') return { direct, waiting }
  const reachable = reachableBy(direct, project, { withSources: false })
  const admitted = [...waiting].filter((id) => hasAllParents(id, reachable, project.graph))
  return { direct: new Set([...direct, ...admitted]), waiting }
}

function isTest(type: Node['type'] | undefined): boolean {
  return type === 'test' || type === 'unit_test'
}

function hasAllParents(id: NodeId, present: ReadonlySet<NodeId>, graph: Graph): boolean {
  return graph.parents(id).every((parent) => present.has(parent))
}

/** The nodes themselves, and for `buildable` what they are built from. */
function reachableBy(
  selected: ReadonlySet<NodeId>,
  { manifest, graph, indirect }: Project,
  { withSources }: { readonly withSources: boolean },
): ReadonlySet<NodeId> {
  if (indirect !== 'buildable') return selected
  const sources = withSources ? [...manifest.nodes.values()].filter(({ type }) => type === 'source') : []
  return new Set([...selected, ...graph.ancestors(selected), ...sources.map(({ id }) => id)])
}
