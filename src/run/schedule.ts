import type { NodeId } from '../manifest/node-id.ts'

/** A node of a run, and those of the same run that must have ended well before it may start. */
export interface Scheduled {
  readonly id: NodeId
  readonly waitsFor: readonly NodeId[]
}

/** Which nodes may start, which are skipped and why: a state machine that runs nothing itself. */
export interface Schedule {
  /** The next node that may start, now taken as started; undefined when none may. */
  next(): NodeId | undefined
  /** Those of the nodes that may start now, taken as started. */
  take(ids: readonly NodeId[]): readonly NodeId[]
  /** A node ended well; its children may become ready. */
  succeed(id: NodeId): void
  /** A node failed: returns its descendants that are skipped because of it, in the order of the run. */
  fail(id: NodeId): readonly NodeId[]
  /** Nothing more starts: returns what has not. */
  stop(): readonly NodeId[]
}

/** Nodes start in the order given whenever several are ready. Every id in `waitsFor` must be one of the nodes. */
export function schedule(nodes: readonly Scheduled[]): Schedule {
  const missing = new Map(nodes.map(({ id, waitsFor }) => [id, waitsFor.length]))
  const children = childrenOf(nodes)
  const position = new Map(nodes.map(({ id }, index) => [id, index]))
  let ready = nodes.filter(({ waitsFor }) => waitsFor.length === 0).map(({ id }) => id)
  const inOrder = (a: NodeId, b: NodeId) => (position.get(a) ?? 0) - (position.get(b) ?? 0)

  /** Where a node belongs among the ready ones, which are in order. */
  function placeOf(id: NodeId): number {
    let [low, high] = [0, ready.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (inOrder(ready[middle] ?? id, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  function skipDescendants(id: NodeId): readonly NodeId[] {
    const skipped: NodeId[] = []
    const open = [...(children.get(id) ?? [])]
    for (let child = open.pop(); child !== undefined; child = open.pop()) {
      if (!missing.delete(child)) continue
      skipped.push(child)
      open.push(...(children.get(child) ?? []))
    }
    return skipped.sort(inOrder)
  }

  return {
    next() {
      const id = ready.shift()
      if (id !== undefined) missing.delete(id)
      return id
    },
    take(ids) {
      const taken = ids.filter((id) => missing.get(id) === 0).sort(inOrder)
      for (const id of taken) {
        ready.splice(placeOf(id), 1)
        missing.delete(id)
      }
      return taken
    },
    succeed(id) {
      const freed: NodeId[] = []
      for (const child of children.get(id) ?? []) {
        const left = missing.get(child)
        if (left === undefined) continue
        missing.set(child, left - 1)
        if (left === 1) freed.push(child)
      }
      for (const child of freed) ready.splice(placeOf(child), 0, child)
    },
    fail: skipDescendants,
    stop() {
      const left = [...missing.keys()].sort(inOrder)
      missing.clear()
      ready = []
      return left
    },
  }
}

function childrenOf(nodes: readonly Scheduled[]): ReadonlyMap<NodeId, readonly NodeId[]> {
  const children = new Map<NodeId, NodeId[]>()
  for (const { id, waitsFor } of nodes) {
    for (const parent of waitsFor) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [id])
      else known.push(id)
    }
  }
  return children
}
