import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { Store } from '../ports/store.ts'
import { inParallel } from './in-parallel.ts'
import { environmentOf, environmentsPrefix, isRunKey, runsPrefix } from './layout.ts'
import { missingFiles } from './missing-files.ts'
import type { Pointer, TableEntry } from './pointer.ts'
import { readPointer } from './read-pointer.ts'
import { readRunRecord } from './run-record.ts'

/** Run records that are looked into, newest first: what is older and in no environment is built anew. */
const recentRuns = 20

const requests = 8

/**
 * Finds the version of a fingerprint, or undefined when there is none. Models whose rows are the same have one fingerprint:
 * what the environment shows under `key` comes first.
 */
export type FindVersion = (fingerprint: Fingerprint, key: string) => Promise<TableEntry | undefined>

/**
 * Looks versions up where versions exist: in the pointer given, then in those of the other environments, then in the
 * records of the newest runs. The last two are read once, when the first fingerprint needs them. A version that no
 * environment shows is found only if its files are there. Versions that failed a test are not found.
 */
export function versionFinder(
  store: Store,
  own: { readonly environment: string; readonly pointer: Pointer | undefined },
): FindVersion {
  const mine = byFingerprint(own.pointer?.tables.values() ?? [])
  const shown = once(async () => byFingerprint(await tablesOfOthers(store, own.environment)))
  const recorded = once(async () => byFingerprint(await tablesOfRuns(store)))
  return async (fingerprint, key) => {
    const same = own.pointer?.tables.get(key)
    if (same?.fingerprint === fingerprint) return same
    const current = mine.get(fingerprint) ?? (await shown()).get(fingerprint)
    if (current !== undefined) return current
    const version = (await recorded()).get(fingerprint)
    if (version === undefined || (await missingFiles(store, [version])).length > 0) return undefined
    return version
  }
}

/** The first table of a fingerprint is kept. */
function byFingerprint(tables: Iterable<TableEntry>): ReadonlyMap<Fingerprint, TableEntry> {
  const found = new Map<Fingerprint, TableEntry>()
  for (const table of tables) if (!found.has(table.fingerprint)) found.set(table.fingerprint, table)
  return found
}

async function tablesOfOthers(store: Store, own: string): Promise<readonly TableEntry[]> {
  const others = (await environmentNames(store)).filter((environment) => environment !== own)
  const pointers = await inParallel(others, requests, (environment) =>
    ifReadable(() => readPointer(store, environment)),
  )
  return pointers.flatMap((pointer) => [...(pointer?.content.tables.values() ?? [])])
}

async function tablesOfRuns(store: Store): Promise<readonly TableEntry[]> {
  const runs = (await recordedRuns(store)).slice(-recentRuns).toReversed()
  const records = await inParallel(runs, requests, (run) => ifReadable(() => readRunRecord(store, run)))
  return records.flatMap((record) => [...(record?.tables.values() ?? [])])
}

/** A damaged file of another environment or run costs only that nothing in it is reused. */
async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ProjectError) return undefined
    throw error
  }
}

/** The environments that have a pointer, or for `lock` a lease (held or let go), sorted. */
export async function environmentNames(store: Store, file: 'current' | 'lock' = 'current'): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { key } of store.list(environmentsPrefix)) {
    const name = environmentOf(key, file)
    if (name !== undefined) names.push(name)
  }
  return names
}

/** The ids of the runs that have a record, from the oldest to the newest. */
export async function recordedRuns(store: Store): Promise<readonly string[]> {
  const runs: string[] = []
  for await (const { key } of store.list(runsPrefix)) {
    if (isRunKey(key)) runs.push(key.slice(runsPrefix.length, -'.json'.length))
  }
  return runs
}

/** Calls a function at the first need and remembers its answer. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= load()
    return answer
  }
}
