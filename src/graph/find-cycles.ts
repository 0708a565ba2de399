import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { naturalOrder } from '../util/natural-sort.ts'
import { cycle } from './diagnostics.ts'
import { readersOf } from './readers-of.ts'

/** What each node reads, without those that are surely part of no circle. */
type Reads = Map<NodeId, Set<NodeId>>

/**
 * One `graph/cycle` per circle, with its path. No two circles share a reference, so that each one asks for a repair of
 * its own, and one wrong reference is reported once however many paths lead through it. `placeOf` tells where one node
 * refers to another, where that is known.
 */
export function findCycles(
  manifest: Manifest,
  placeOf: (from: Node, to: Node) => Location | undefined = () => undefined,
): readonly Diagnostic[] {
  const reads = readsOf(manifest)
  trim(reads)
  const found: Diagnostic[] = []
  for (const id of [...reads.keys()].sort(naturalOrder)) {
    let circle = shortestCircle(id, reads)
    while (circle !== undefined) {
      found.push(cycle(nodesOf(circle, manifest), placeOf))
      removeReferences(circle, reads)
      circle = shortestCircle(id, reads)
    }
    reads.delete(id)
  }
  return found
}

function readsOf(manifest: Manifest): Reads {
  const nodes = [...manifest.nodes.values()].filter(({ type, dependsOn }) => type !== 'test' && dependsOn.length > 0)
  return new Map(nodes.map(({ id, dependsOn }) => [id, new Set(dependsOn)]))
}

/** Takes away every node that reads nothing, until all that are left read one another. */
function trim(reads: Reads): void {
  const readers = readersOf(reads)
  const done = [...readers.keys()].filter((id) => !reads.has(id))
  for (let id = done.pop(); id !== undefined; id = done.pop()) {
    for (const reader of readers.get(id) ?? []) {
      const parents = reads.get(reader)
      parents?.delete(id)
      if (parents?.size !== 0) continue
      reads.delete(reader)
      done.push(reader)
    }
  }
}

/** From `start` along what is read back to `start`, breadth first; `start` stands first. */
function shortestCircle(start: NodeId, reads: Reads): readonly NodeId[] | undefined {
  const cameFrom = new Map<NodeId, NodeId>()
  const queue = [start]
  for (const id of queue) {
    for (const parent of [...(reads.get(id) ?? [])].sort(naturalOrder)) {
      if (parent === start) return pathTo(id, cameFrom)
      if (cameFrom.has(parent) || !reads.has(parent)) continue
      cameFrom.set(parent, id)
      queue.push(parent)
    }
  }
  return undefined
}

function removeReferences(circle: readonly NodeId[], reads: Reads): void {
  circle.forEach((id, index) => {
    const read = circle[(index + 1) % circle.length]
    if (read !== undefined) reads.get(id)?.delete(read)
  })
}

function pathTo(last: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId>): readonly NodeId[] {
  const path: NodeId[] = []
  for (let id: NodeId | undefined = last; id !== undefined; id = cameFrom.get(id)) path.unshift(id)
  return path
}

function nodesOf(circle: readonly NodeId[], manifest: Manifest): [Node, ...Node[]] {
  const [first, ...rest] = circle.flatMap((id) => manifest.nodes.get(id) ?? [])
  if (first === undefined) throw new Error('Internal error: a circle without nodes')
  return [first, ...rest]
}
