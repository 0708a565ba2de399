import { type Pointer, sameVersion, sortedByKey, type TableEntry, tableKey } from './pointer.ts'

/** What a run wants an environment to show. */
export interface Change {
  readonly run: string
  /** Every version that the run built or reused and that may be shown. */
  readonly set: readonly TableEntry[]
  /** Keys of tables to take away. */
  readonly remove: readonly string[]
  /** Versions that failed a test: recorded, not shown. */
  readonly failed: readonly TableEntry[]
}

/** How a change differs from the state it was made from. */
export interface Difference {
  /** Tables whose rows, columns or place are new. */
  readonly replaced: ReadonlyMap<string, TableEntry>
  /** Tables that are the same version with other test results. */
  readonly retested: ReadonlyMap<string, TableEntry>
  readonly removed: readonly string[]
}

type Tables = ReadonlyMap<string, TableEntry>

/** What of a change is not so already. */
export function differenceFrom(base: Tables, change: Pick<Change, 'set' | 'remove'>): Difference {
  const given = change.set.map((table) => [tableKey(table.relation), table] as const)
  const isSame = ([key, table]: readonly [string, TableEntry]): boolean => {
    const current = base.get(key)
    return current !== undefined && sameVersion(current, table)
  }
  return {
    replaced: new Map(given.filter((entry) => !isSame(entry))),
    retested: new Map(given.filter((entry) => isSame(entry) && testsOf(base.get(entry[0])) !== testsOf(entry[1]))),
    removed: change.remove.filter((key) => base.has(key)),
  }
}

export function isEmpty({ replaced, retested, removed }: Difference): boolean {
  return replaced.size + retested.size + removed.length === 0
}

/** The tables after a difference. A table that was only tested again stays what somebody else made of it meanwhile. */
export function applied({ replaced, retested, removed }: Difference, onto: Tables): Tables {
  const tables = new Map([...onto, ...replaced])
  for (const [key, table] of retested) {
    const current = onto.get(key)
    if (current !== undefined && sameVersion(current, table)) tables.set(key, table)
  }
  for (const key of removed) tables.delete(key)
  return sortedByKey(tables)
}

/**
 * Keys of the tables that keep a difference made from `base` from being applied to `current`: both changed them, or one
 * changed what a view of the other reads. Two runs that made the same version of a table agree.
 */
export function clashes(ours: Difference, base: Tables, current: Tables): readonly string[] {
  const theirs = new Map([...base, ...current].map(([key]) => [key, current.get(key)]))
  for (const [key, table] of theirs) {
    const before = base.get(key)
    if (before !== undefined && table !== undefined && sameVersion(before, table)) theirs.delete(key)
  }
  const changed = new Set([...ours.replaced.keys(), ...ours.removed])
  const read = parentsOf(ours.replaced.values())
  const readByThem = parentsOf([...theirs.values()].filter((table) => table !== undefined))
  const agreed = (key: string): boolean =>
    ours.replaced.has(key) && ours.replaced.get(key)?.fingerprint === current.get(key)?.fingerprint
  const touched = [...changed].filter((key) => theirs.has(key) || readByThem.has(key))
  const readChanged = [...read].filter((key) => theirs.has(key))
  return [...new Set([...touched, ...readChanged])].filter((key) => !agreed(key)).sort()
}

/** Views that would read a table that is not there, with those tables. */
export function orphanedViews(tables: Tables): ReadonlyMap<string, readonly string[]> {
  const orphans = new Map<string, readonly string[]>()
  for (const [key, table] of tables) {
    if (table.kind !== 'view') continue
    const missing = table.parents.filter((parent) => !tables.has(parent))
    if (missing.length > 0) orphans.set(key, missing)
  }
  return orphans
}

/** The tables of a pointer; none when there is no pointer yet. */
export function tablesOf(pointer: Pointer | undefined): Tables {
  return pointer?.tables ?? new Map()
}

function parentsOf(tables: Iterable<TableEntry>): ReadonlySet<string> {
  return new Set([...tables].flatMap((table) => (table.kind === 'view' ? table.parents : [])))
}

function testsOf(table: TableEntry | undefined): string {
  return JSON.stringify(table?.tests.map(({ name, status, failures }) => [name, status, failures]))
}
