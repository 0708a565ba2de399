import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { tablesOf } from './change.ts'
import { noEnvironment } from './diagnostics.ts'
import { type PublishResult, publish } from './publish.ts'
import { readPointer } from './read-pointer.ts'

export interface Promotion {
  readonly from: string
  readonly to: string
  /** The run that promotes. */
  readonly run: string
  /** Keys of the tables to promote; without them all, and what `from` does not have is taken away from `to`. */
  readonly tables?: readonly string[]
}

/** Makes one environment show the versions of another, in one write and with nothing computed or copied. */
export async function promote(
  store: Store,
  { from, to, run, tables }: Promotion,
  clock: Clock,
): Promise<PublishResult> {
  const source = await readPointer(store, from)
  if (source === undefined) return { status: 'refused', diagnostic: noEnvironment(from) }
  const base = await readPointer(store, to)
  const offered = source.content.tables
  const set = [...offered].filter(([key]) => tables === undefined || tables.includes(key)).map(([, table]) => table)
  const here = [...tablesOf(base?.content).keys()]
  const remove = tables === undefined ? here.filter((key) => !offered.has(key)) : []
  return publish(store, { environment: to, base, change: { run, set, remove, failed: [] } }, clock)
}
