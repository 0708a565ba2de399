import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import {
  applied,
  type Change,
  clashes,
  type Difference,
  differenceFrom,
  isEmpty,
  orphanedViews,
  tablesOf,
} from './change.ts'
import { filesGone, missingParents, publishedByOther, tooManyPublishers } from './diagnostics.ts'
import type { StoredDocument } from './document.ts'
import { historyKey, pointerKey } from './layout.ts'
import { fileCount, missingFiles } from './missing-files.ts'
import { type Pointer, type TableEntry, tablesByKey } from './pointer.ts'
import { pointerBytes, readHistory, readPointer } from './read-pointer.ts'
import { writeRunRecord } from './run-record.ts'
import { keptEpochs } from './state.ts'

/** Each attempt that fails is one that another run won, so the limit only ends what would starve. */
const attempts = 100

/** The pointer that the run read when it began; undefined when there was none. */
type Base = StoredDocument<Pointer> | undefined

export type PublishResult =
  /** Readers see the change, under this epoch. `tables` are the keys of what is new, changed or gone. */
  | { readonly status: 'published'; readonly epoch: number; readonly tables: readonly string[] }
  /** The environment shows all of it already; its pointer was not written. */
  | { readonly status: 'unchanged'; readonly epoch: number }
  /** Nothing that readers see was changed. */
  | { readonly status: 'refused'; readonly diagnostic: Diagnostic }

export interface Publishing {
  readonly environment: string
  readonly change: Change
  readonly base: Base
}

/** A change that nobody has computed anything for, and what readers will see after it. */
export interface Preparation extends Publishing {
  readonly after: ReadonlyMap<string, TableEntry>
}

/**
 * Makes a change current, for all its tables in one write, on the condition that the pointer is still the one that the
 * run began from. When others published meanwhile, the change is put on top of theirs if neither touches what the other
 * changed or what its views read; else it is refused. The run's record is written first. The files of the change must
 * be in the lake.
 */
export async function publish(store: Store, publishing: Publishing, clock: Clock): Promise<PublishResult> {
  const { environment, change, base } = publishing
  await writeRunRecord(store, {
    run: change.run,
    environment,
    writtenAt: clock.now(),
    tables: tablesByKey(change.set),
    failed: tablesByKey(change.failed),
    removed: change.remove,
  })
  const difference = differenceFrom(tablesOf(base?.content), change)
  if (isEmpty(difference)) return { status: 'unchanged', epoch: base?.content.epoch ?? 0 }
  const gone = await goneFiles(store, change.run, difference)
  if (gone !== undefined) return { status: 'refused', diagnostic: gone }

  let current = base
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const refusal = refusalOf({ environment, difference, base, current })
    if (refusal !== undefined) return { status: 'refused', diagnostic: refusal }
    const written = await replacePointer(store, { environment, run: change.run, difference, current }, clock.now())
    if (written.done) return { status: 'published', epoch: written.epoch, tables: keysOf(difference) }
    current = written.current
  }
  const run = current?.content.run ?? 'unknown'
  return { status: 'refused', diagnostic: tooManyPublishers(environment, { run, attempts }) }
}

/** Why a change would be refused as things are; undefined where it would not be. Writes nothing. */
export async function refusalFor(
  store: Store,
  { environment, change, base }: Publishing,
): Promise<Diagnostic | undefined> {
  const difference = differenceFrom(tablesOf(base?.content), change)
  const gone = await goneFiles(store, change.run, difference)
  return gone ?? refusalOf({ environment, difference, base, current: base })
}

function keysOf({ replaced, retested, removed }: Difference): readonly string[] {
  return [...new Set([...replaced.keys(), ...retested.keys(), ...removed])].sort()
}

/** Files of versions that other runs built may have been cleaned away since this run found them. */
async function goneFiles(store: Store, run: string, { replaced }: Difference): Promise<Diagnostic | undefined> {
  const reused = [...replaced.values()].filter(({ builtBy }) => builtBy !== run)
  const missing = await missingFiles(store, reused)
  return missing.length === 0 ? undefined : filesGone('reused versions', { missing, total: fileCount(reused) })
}

function refusalOf(facts: {
  readonly environment: string
  readonly difference: Difference
  readonly base: Base
  readonly current: Base
}): Diagnostic | undefined {
  const { environment, difference } = facts
  const current = tablesOf(facts.current?.content)
  const tables = clashes(difference, tablesOf(facts.base?.content), current)
  if (tables.length > 0) return publishedByOther(environment, { run: facts.current?.content.run ?? 'unknown', tables })
  const known = orphanedViews(current)
  for (const [view, parents] of orphanedViews(applied(difference, current))) {
    if (difference.replaced.has(view) || !known.has(view)) return missingParents(view, { environment, parents })
  }
  return undefined
}

interface Replacement {
  readonly environment: string
  readonly run: string
  readonly difference: Difference
  readonly current: Base
}

type Written =
  | { readonly done: true; readonly epoch: number }
  /** Somebody else published this. */
  | { readonly done: false; readonly current: Base }

/** One conditional write of the pointer, and the truth about what became of it. */
async function replacePointer(store: Store, replacement: Replacement, now: Date): Promise<Written> {
  const { environment, run, difference, current } = replacement
  if (current !== undefined) await keepInHistory(store, environment, current.content)
  // A pointer that somebody put back, or removed, has states above it that are kept.
  const epoch = Math.max(current?.content.epoch ?? 0, ...(await keptEpochs(store, environment))) + 1
  const tables = applied(difference, tablesOf(current?.content))
  const bytes = pointerBytes({ epoch, run, publishedAt: now, tables })
  const condition = current === undefined ? ({ absent: true } as const) : { etag: current.etag }
  const answer = await attempted(() => store.put(pointerKey(environment), bytes, condition))
  if (answer.ok && answer.value !== 'conflict') return { done: true, epoch }

  // The answer may be lost while the write was not: then the pointer, or its history, names this run.
  const found = await attempted(() => readPointer(store, environment))
  if (!found.ok) throw answer.ok ? found.error : answer.error
  if (await hasPublished(store, { environment, run, epoch }, found.value)) return { done: true, epoch }
  if (!answer.ok) throw answer.error
  return { done: false, current: found.value }
}

async function hasPublished(
  store: Store,
  { environment, run, epoch }: { readonly environment: string; readonly run: string; readonly epoch: number },
  latest: Base,
): Promise<boolean> {
  if (latest === undefined || latest.content.epoch < epoch) return false
  if (latest.content.epoch === epoch) return latest.content.run === run
  return (await readHistory(store, environment, epoch))?.run === run
}

/** A pointer is kept before it is replaced, so that none that readers saw is ever lost. */
async function keepInHistory(store: Store, environment: string, pointer: Pointer): Promise<void> {
  await store.put(historyKey(environment, pointer.epoch), pointerBytes(pointer), { absent: true })
}

type Attempted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }

async function attempted<T>(step: () => Promise<T>): Promise<Attempted<T>> {
  try {
    return { ok: true, value: await step() }
  } catch (error) {
    return { ok: false, error }
  }
}
