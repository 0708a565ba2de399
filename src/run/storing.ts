import type { DataFile } from '../environments/pointer.ts'
import { writeVersion } from '../environments/write-version.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Store } from '../ports/store.ts'
import { slots } from '../util/slots.ts'
import type { BuiltVersion } from './built.ts'
import type { NamedTable } from './named-table.ts'

/** Versions that are written at the same time; each has several files on the way. */
const mostAtOnce = 4

/** Versions on their way into the lake while other nodes run. Nobody sees them before they are published. */
export interface Storing extends AsyncDisposable {
  /** Begins to write the files of what a node built. */
  begin(table: NamedTable, version: BuiltVersion): void
  /** The files of what a node built, once all of them are in the lake. Throws what kept them from it. */
  filesOf(id: NodeId): Promise<readonly DataFile[]>
  /** How many nodes' files are still on their way, and how large those are together. */
  left(): { readonly nodes: number; readonly bytes: number }
  /** Whether a version could not be written, so that nothing of this run can be published. */
  hasFailed(): boolean
  /** Begins nothing more, and waits for what is on its way. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Writes into a store, in the order in which versions are begun. */
export function storing(store: Store): Storing {
  const writes = new Map<NodeId, Promise<readonly DataFile[]>>()
  const left = new Map<NodeId, number>()
  const slot = slots(mostAtOnce)
  let failed = false
  let ended = false

  async function write(
    { layer, name }: NamedTable,
    { fingerprint, local }: BuiltVersion,
  ): Promise<readonly DataFile[]> {
    if (ended) throw new Error('Internal error: a version is written after the end of its run')
    try {
      return await writeVersion(store, { layer, name, fingerprint, files: local?.files ?? [] })
    } catch (error) {
      failed = true
      throw error
    }
  }

  return {
    begin(table, version) {
      const written = slot(() => write(table, version))
      // Who asks for the files is told; until then the failure is nobody's.
      written.catch(() => undefined).finally(() => left.delete(table.nodeId))
      writes.set(table.nodeId, written)
      left.set(
        table.nodeId,
        (version.local?.files ?? []).reduce((sum, file) => sum + file.bytes, 0),
      )
    },
    async filesOf(id) {
      const written = writes.get(id)
      if (written === undefined) throw new Error(`Internal error: ${id} was not written`)
      return written
    },
    left: () => ({ nodes: left.size, bytes: [...left.values()].reduce((sum, bytes) => sum + bytes, 0) }),
    hasFailed: () => failed,
    async [Symbol.asyncDispose]() {
      ended = true
      await Promise.allSettled(writes.values())
    },
  }
}
