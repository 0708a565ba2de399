import type { NodeRun } from '../run/events.ts'

/**
 * A name of a thread for each run, in dbt's words: runs of one name did not overlap, and there are as many names as runs
 * at the busiest moment. What draws a run as lanes needs them.
 */
export function threadNames(runs: readonly Pick<NodeRun, 'startedAt' | 'finishedAt'>[]): readonly string[] {
  const names = new Array<string>(runs.length).fill('')
  const busyUntil: number[] = []
  const order = runs.map((run, index) => ({ run, index }))
  for (const { run, index } of order.sort((a, b) => a.run.startedAt.getTime() - b.run.startedAt.getTime())) {
    const start = run.startedAt.getTime()
    const free = busyUntil.findIndex((end) => end <= start)
    const lane = free === -1 ? busyUntil.length : free
    busyUntil[lane] = run.finishedAt.getTime()
    names[index] = `Thread-${lane + 1} (worker)`
  }
  return names
}
