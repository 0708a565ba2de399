import type { Store } from '../ports/store.ts'
import type { TableEntry } from './pointer.ts'
import { readRunRecord } from './run-record.ts'
import { recordedRuns } from './versions.ts'

/** Runs that are looked into, newest first: the other ones may have been of other environments. */
const recentRuns = 20

/** The versions that failed a test in an environment's newest run, by key; none when it failed none. */
export async function failedTables(store: Store, environment: string): Promise<ReadonlyMap<string, TableEntry>> {
  for (const run of (await recordedRuns(store)).slice(-recentRuns).toReversed()) {
    const record = await readRunRecord(store, run)
    if (record?.environment === environment) return record.failed
  }
  return new Map()
}
