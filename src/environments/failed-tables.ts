import type { Store } from '../ports/store.ts'
import { inParallel } from './in-parallel.ts'
import type { TableEntry } from './pointer.ts'
import { readRunRecord } from './run-record.ts'
import { recordedRuns } from './versions.ts'

/** Runs that are looked into, newest first: the other ones may have been of other environments. */
const recentRuns = 20

const requests = 8

/**
 * The versions that failed a test when their models were last built in an environment, by key: what no later run of it
 * built, reused or took away.
 */
export async function failedTables(store: Store, environment: string): Promise<ReadonlyMap<string, TableEntry>> {
  const runs = (await recordedRuns(store)).slice(-recentRuns)
  const records = await inParallel(runs, requests, (run) => readRunRecord(store, run))
  const failed = new Map<string, TableEntry>()
  for (const record of records) {
    if (record?.environment !== environment) continue
    for (const key of [...record.tables.keys(), ...record.removed]) failed.delete(key)
    for (const [key, table] of record.failed) failed.set(key, table)
  }
  return failed
}
