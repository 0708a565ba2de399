import { Graph as Digraph } from '@dagrejs/graphlib'
import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { naturalOrder } from '../util/natural-sort.ts'
import { readersOf } from './readers-of.ts'

/** Who reads whom. An edge leads from a parent to the child that reads it; unknown ids have neither. */
export interface Graph {
  /** Every node behind its parents: level by level, within a level in natural order. Nodes of a circle are missing. */
  readonly order: readonly NodeId[]
  parents(id: NodeId): readonly NodeId[]
  children(id: NodeId): readonly NodeId[]
  /** What a node, or any node of a set, reads directly or through others, at most `depth` edges away. */
  ancestors(start: NodeId | ReadonlySet<NodeId>, depth?: number): ReadonlySet<NodeId>
  /** What reads a node, or any node of a set, directly or through others, at most `depth` edges away. */
  descendants(start: NodeId | ReadonlySet<NodeId>, depth?: number): ReadonlySet<NodeId>
}

type Neighbours = (id: NodeId) => readonly NodeId[]

/** An id in `dependsOn` that is no node of the manifest (a disabled one) has no edge. */
export function buildGraph(manifest: Manifest): Graph {
  const digraph = digraphOf(manifest)
  const testsOf = testsByParent(manifest)
  const parents = remembered(
    (id) => manifest.nodes.get(id)?.dependsOn.filter((parent) => manifest.nodes.has(parent)) ?? [],
  )
  const children = remembered((id) => [...successors(digraph, id), ...(testsOf.get(id) ?? [])])
  return {
    order: topologicalOrder(manifest, parents, children),
    parents,
    children,
    ancestors: (start, depth) => walk(start, parents, depth),
    descendants: (start, depth) => walk(start, children, depth),
  }
}

/** Everything but tests, which are most nodes of a project and never have children. */
function digraphOf(manifest: Manifest): Digraph {
  const digraph = new Digraph()
  for (const node of manifest.nodes.values()) {
    if (node.type === 'test') continue
    digraph.setNode(node.id)
    for (const parent of node.dependsOn) if (manifest.nodes.has(parent)) digraph.setEdge(parent, node.id)
  }
  return digraph
}

function successors(digraph: Digraph, id: NodeId): readonly NodeId[] {
  // graphlib types names as string; only ids of the manifest were put in.
  return (digraph.successors(id) ?? []) as NodeId[]
}

function testsByParent(manifest: Manifest): ReadonlyMap<NodeId, readonly NodeId[]> {
  const tests = [...manifest.nodes.values()].filter(({ type }) => type === 'test')
  return readersOf(tests.map(({ id, dependsOn }) => [id, dependsOn] as const))
}

function topologicalOrder(manifest: Manifest, parents: Neighbours, children: Neighbours): readonly NodeId[] {
  const missing = new Map([...manifest.nodes.keys()].map((id) => [id, parents(id).length]))
  let level = [...manifest.nodes.keys()].filter((id) => missing.get(id) === 0)
  const order: NodeId[] = []
  while (level.length > 0) {
    level.sort(naturalOrder)
    order.push(...level)
    level = level.flatMap(children).filter((child) => {
      const left = (missing.get(child) ?? 0) - 1
      missing.set(child, left)
      return left === 0
    })
  }
  return order
}

function remembered(find: Neighbours): Neighbours {
  const known = new Map<NodeId, readonly NodeId[]>()
  return (id) => {
    const found = known.get(id) ?? find(id)
    known.set(id, found)
    return found
  }
}

/** Breadth first, so that `depth` counts the shortest way. A start is found only when another start leads to it. */
function walk(start: NodeId | ReadonlySet<NodeId>, next: Neighbours, depth = Number.POSITIVE_INFINITY): Set<NodeId> {
  const found = new Set<NodeId>()
  let ring: readonly NodeId[] = typeof start === 'string' ? [start] : [...start]
  for (let distance = 0; distance < depth && ring.length > 0; distance += 1) {
    const beyond: NodeId[] = []
    for (const id of ring) {
      for (const neighbour of next(id)) if (isNew(neighbour, found)) beyond.push(neighbour)
    }
    ring = beyond
  }
  return found
}

function isNew(id: NodeId, found: Set<NodeId>): boolean {
  const before = found.size
  return found.add(id).size > before
}
