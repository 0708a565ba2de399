import type { NodeId } from '../manifest/node-id.ts'

/** How far a node is, as far as that is really known. */
export interface NodeProgress {
  /** From 0 to 1, as the engine says. */
  readonly share?: number
  /** Rows that a source has sent so far; nobody knows of how many. */
  readonly rows?: number
}

/** What nodes that run can tell of how far they are. Whoever draws it asks; nothing is told by itself. */
export class ProgressBoard {
  readonly #readers = new Map<NodeId, () => NodeProgress | undefined>()

  watch(id: NodeId, read: () => NodeProgress | undefined): void {
    this.#readers.set(id, read)
  }

  forget(id: NodeId): void {
    this.#readers.delete(id)
  }

  of(id: NodeId): NodeProgress | undefined {
    return this.#readers.get(id)?.()
  }
}
