import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { ReportOptions } from './run-reporter.ts'

/** How often a node that still runs is named again, so that a CI log does not look hung. */
const reminder = 30

export interface StillRunning {
  started(node: Node, at: Date): void
  finished(id: NodeId): void
  stop(): void
}

/** Tells every 30 seconds that a node still runs, and for how long. */
export function watchRunning(
  { every, clock }: Pick<ReportOptions, 'every' | 'clock'>,
  tell: (node: Node, seconds: number) => void,
): StillRunning {
  const running = new Map<NodeId, { readonly node: Node; readonly since: Date; told: number }>()
  const stop = every(1000, () => {
    const now = clock.now().getTime()
    for (const entry of running.values()) {
      const times = Math.floor((now - entry.since.getTime()) / 1000 / reminder)
      if (times > entry.told) tell(entry.node, times * reminder)
      entry.told = times
    }
  })
  return {
    started: (node, since) => running.set(node.id, { node, since, told: 0 }),
    finished: (id) => running.delete(id),
    stop,
  }
}
