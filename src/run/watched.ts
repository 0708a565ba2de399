import type { NodeId } from '../manifest/node-id.ts'
import type { ExecuteOptions } from '../ports/engine.ts'
import type { RunInput } from './run-input.ts'

/** Options of the statement that builds a node: it can be interrupted, and followed by whoever looks. */
export function watched(id: NodeId, { signal, progress }: Pick<RunInput, 'signal' | 'progress'>): ExecuteOptions {
  if (progress === undefined) return { signal }
  const watch = (share: () => number | undefined) =>
    progress.watch(id, () => {
      const done = share()
      return done === undefined ? undefined : { share: done }
    })
  return { signal, watch }
}
