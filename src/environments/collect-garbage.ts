import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Clock } from '../ports/clock.ts'
import type { ListedObject, Store } from '../ports/store.ts'
import {
  dataPrefix,
  environmentsPrefix,
  historyKey,
  isDataKey,
  isHistoryKey,
  isRunKey,
  runKey,
  runsPrefix,
} from './layout.ts'
import { held, readLease } from './lease.ts'
import type { TableEntry } from './pointer.ts'
import { readHistory, readPointer } from './read-pointer.ts'
import { readRunRecord } from './run-record.ts'
import { keptEpochs } from './state.ts'
import { environmentNames, recordedRuns } from './versions.ts'

const day = 24 * 60 * 60 * 1000

/** Objects removed between two looks at the pointers. */
const batch = 100

export interface GarbageRules {
  /** So many of the newest runs, and of each environment's newest states, stay with all their files. */
  readonly keep: number
  /** What is younger stays: it may belong to a run that works, or be read by a long query. */
  readonly olderThanDays: number
}

export interface GarbagePlan {
  /** Records of runs and old states first, so that nothing is named that is not there any more. */
  readonly objects: readonly ListedObject[]
  readonly bytes: number
  /** What is needed by nobody either, and too young. */
  readonly young: { readonly objects: number; readonly bytes: number }
  /** The pointers that the plan was made from: environment → etag. */
  readonly pointers: ReadonlyMap<string, string>
}

export type GarbageResult<T> =
  | { readonly ok: true; readonly value: T }
  /** A run works on an environment: it may be about to show what looks like garbage. */
  | { readonly ok: false; readonly diagnostic: Diagnostic }

/**
 * Finds the objects that no environment, kept run or kept state names and that are old enough. Only objects that runs
 * wrote are considered. Throws `ProjectError` when a pointer or a record cannot be read, since then nobody knows what
 * is needed.
 */
export async function planGarbage(
  store: Store,
  rules: GarbageRules,
  clock: Clock,
): Promise<GarbageResult<GarbagePlan>> {
  const now = clock.now()
  const busy = await busyEnvironment(store, now)
  if (busy !== undefined) return { ok: false, diagnostic: busy }
  const environments = await environmentNames(store)
  const pointers = await currentPointers(store, environments)
  const needed = await neededKeys(store, environments, rules.keep)
  const objects: ListedObject[] = []
  const young: ListedObject[] = []
  for await (const object of candidates(store)) {
    if (needed.has(object.key)) continue
    const age = now.getTime() - object.modified.getTime()
    const isOld = age > rules.olderThanDays * day
    if (isOld) objects.push(object)
    else young.push(object)
  }
  const left = { objects: young.length, bytes: bytesOf(young) }
  return { ok: true, value: { objects, bytes: bytesOf(objects), young: left, pointers } }
}

/**
 * Removes what a plan names, as long as no pointer has changed since and no run has begun; returns the objects removed.
 * Stopping in the middle, or a crash, leaves only garbage that the next plan finds.
 */
export async function collectGarbage(
  store: Store,
  plan: GarbagePlan,
  clock: Clock,
): Promise<GarbageResult<readonly ListedObject[]>> {
  const removed: ListedObject[] = []
  for (let from = 0; from < plan.objects.length; from += batch) {
    const busy = await busyEnvironment(store, clock.now())
    if (busy !== undefined) return { ok: false, diagnostic: busy }
    if (!sameMap(await currentPointers(store, await environmentNames(store)), plan.pointers)) break
    const objects = plan.objects.slice(from, from + batch)
    await store.delete(objects.map(({ key }) => key))
    removed.push(...objects)
  }
  return { ok: true, value: removed }
}

function bytesOf(objects: readonly ListedObject[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Says who works on an environment, also on one to which nothing was published yet. */
async function busyEnvironment(store: Store, now: Date): Promise<Diagnostic | undefined> {
  for (const environment of await environmentNames(store, 'lock')) {
    const lease = await readLease(store, environment)
    if (lease !== undefined && lease.content.expires > now) return held(environment, lease.content, now)
  }
  return undefined
}

async function currentPointers(store: Store, environments: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const etags = new Map<string, string>()
  for (const environment of environments) {
    const pointer = await readPointer(store, environment)
    if (pointer !== undefined) etags.set(environment, pointer.etag)
  }
  return etags
}

/** Keys of the data files, records and states that must stay. */
async function neededKeys(store: Store, environments: readonly string[], keep: number): Promise<ReadonlySet<string>> {
  const needed = new Set<string>()
  for (const environment of environments) {
    addFiles(needed, (await readPointer(store, environment))?.content.tables.values())
    for (const epoch of newest(await keptEpochs(store, environment), keep)) {
      needed.add(historyKey(environment, epoch))
      addFiles(needed, (await readHistory(store, environment, epoch))?.tables.values())
    }
  }
  for (const run of newest(await recordedRuns(store), keep)) {
    const record = await readRunRecord(store, run)
    needed.add(runKey(run))
    addFiles(needed, record?.tables.values())
    addFiles(needed, record?.failed.values())
  }
  return needed
}

function newest<T>(sorted: readonly T[], count: number): readonly T[] {
  return sorted.slice(Math.max(0, sorted.length - count))
}

function addFiles(keys: Set<string>, tables: Iterable<TableEntry> | undefined): void {
  for (const table of tables ?? []) {
    for (const { key } of table.files) keys.add(key)
  }
}

/** Everything that may ever be garbage: run records, old states, data files. */
async function* candidates(store: Store): AsyncIterable<ListedObject> {
  for await (const object of store.list(runsPrefix)) if (isRunKey(object.key)) yield object
  for await (const object of store.list(environmentsPrefix)) if (isHistoryKey(object.key)) yield object
  for await (const object of store.list(dataPrefix)) if (isDataKey(object.key)) yield object
}

function sameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}
