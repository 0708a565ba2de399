import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { tablesOf } from './change.ts'
import { filesGone, unknownRun } from './diagnostics.ts'
import { historyPrefix, isHistoryKey } from './layout.ts'
import { fileCount, missingFiles } from './missing-files.ts'
import type { Pointer } from './pointer.ts'
import { type PublishResult, publish } from './publish.ts'
import { readHistory, readPointer } from './read-pointer.ts'

export interface Rollback {
  readonly environment: string
  /** The run whose state is to be shown again: all tables of the environment as they were after it. */
  readonly to: string
  /** The run that rolls back; it is one like any other, and can be rolled back itself. */
  readonly run: string
}

/** Shows again what an environment showed after a run, in one write and with nothing computed. */
export async function rollback(store: Store, { environment, to, run }: Rollback, clock: Clock): Promise<PublishResult> {
  const base = await readPointer(store, environment)
  const target = await stateAfter(store, environment, { run: to, current: base?.content })
  if (target === undefined) return { status: 'refused', diagnostic: unknownRun(to, environment) }
  const tables = [...target.tables.values()]
  const missing = await missingFiles(store, tables)
  if (missing.length > 0) {
    return { status: 'refused', diagnostic: filesGone(`run ${to}`, { missing, total: fileCount(tables) }) }
  }
  const remove = [...tablesOf(base?.content).keys()].filter((key) => !target.tables.has(key))
  return publish(store, { environment, base, change: { run, set: tables, remove, failed: [] } }, clock)
}

/** The epochs of an environment whose pointers are kept, from the oldest to the newest; the current one is not among them. */
export async function keptEpochs(store: Store, environment: string): Promise<readonly number[]> {
  const prefix = historyPrefix(environment)
  const epochs: number[] = []
  for await (const { key } of store.list(prefix)) {
    if (isHistoryKey(key)) epochs.push(Number(key.slice(prefix.length, -'.json'.length)))
  }
  return epochs
}

async function stateAfter(
  store: Store,
  environment: string,
  { run, current }: { readonly run: string; readonly current: Pointer | undefined },
): Promise<Pointer | undefined> {
  if (current?.run === run) return current
  for (const epoch of (await keptEpochs(store, environment)).toReversed()) {
    const pointer = await readHistory(store, environment, epoch)
    if (pointer?.run === run) return pointer
  }
  return undefined
}
