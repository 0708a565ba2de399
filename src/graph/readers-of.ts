import type { NodeId } from '../manifest/node-id.ts'

/** The other way round: from what each node reads to who reads each node. Keeps the order of what it is given. */
export function readersOf(
  reads: Iterable<readonly [reader: NodeId, parents: Iterable<NodeId>]>,
): ReadonlyMap<NodeId, readonly NodeId[]> {
  const readers = new Map<NodeId, NodeId[]>()
  for (const [reader, parents] of reads) {
    for (const parent of parents) {
      const known = readers.get(parent)
      if (known === undefined) readers.set(parent, [reader])
      else known.push(reader)
    }
  }
  return readers
}
