import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Store } from '../ports/store.ts'
import { applied, differenceFrom, tablesOf } from './change.ts'
import { failedTests, noEnvironment } from './diagnostics.ts'
import { failedTables } from './failed-tables.ts'
import type { Pointer } from './pointer.ts'
import type { Preparation } from './publish.ts'
import { readPointer } from './read-pointer.ts'

export interface Promotion {
  readonly from: string
  readonly to: string
  /** The run that promotes. */
  readonly run: string
  /** Keys of the tables to promote; left out: all. */
  readonly tables?: readonly string[]
  /** Takes away from `to`, of the tables to promote, what `from` does not show. */
  readonly prune?: boolean
}

export interface PreparedPromotion extends Preparation {
  /** Keys of tables that `to` shows and `from` does not. */
  readonly leftOver: readonly string[]
}

/**
 * Prepares that an environment shows the versions of another, which is one write with nothing computed or copied. Throws
 * `ProjectError` when there is no such environment, or when the last build of what is to be promoted failed its tests.
 */
export async function preparePromotion(
  store: Store,
  { from, to, run, tables, prune = false }: Promotion,
): Promise<PreparedPromotion> {
  const source = (await readPointer(store, from))?.content
  if (source === undefined) throw new ProjectError([noEnvironment(from)])
  const isMeant = (key: string) => tables === undefined || tables.includes(key)
  const failed = await failedKeys(store, from, source)
  const refused = failed.filter(isMeant)
  if (refused.length > 0) throw new ProjectError([failedTests(from, refused)])

  const base = await readPointer(store, to)
  const here = tablesOf(base?.content)
  const set = [...source.tables].filter(([key]) => isMeant(key)).map(([, table]) => table)
  const leftOver = [...here.keys()].filter((key) => isMeant(key) && !source.tables.has(key))
  const change = { run, set, remove: prune ? leftOver : [], failed: [] }
  return { environment: to, base, change, leftOver, after: applied(differenceFrom(here, change), here) }
}

/** Tables whose tests failed: those that were not published for it, whatever older version is shown in their place. */
async function failedKeys(store: Store, environment: string, { tables }: Pointer): Promise<readonly string[]> {
  const shown = [...tables].filter(([, { tests }]) => tests.some(({ status }) => status === 'fail'))
  const latest = await failedTables(store, environment)
  return [...new Set([...shown.map(([key]) => key), ...latest.keys()])].sort()
}
