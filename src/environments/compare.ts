import { differenceFrom } from './change.ts'
import type { TableEntry } from './pointer.ts'

/** A table that two states show differently. */
export type TableDifference =
  | { readonly kind: 'added'; readonly key: string; readonly after: TableEntry }
  | { readonly kind: 'removed'; readonly key: string; readonly before: TableEntry }
  /** Its rows, its columns, its files or its place are others. */
  | { readonly kind: 'changed'; readonly key: string; readonly before: TableEntry; readonly after: TableEntry }
  /** It is the same version, whose tests ended otherwise. */
  | { readonly kind: 'retested'; readonly key: string; readonly before: TableEntry; readonly after: TableEntry }

export interface Comparison {
  /** In the order of their keys. */
  readonly differences: readonly TableDifference[]
  /** How many tables are the same in both. */
  readonly same: number
}

type Tables = ReadonlyMap<string, TableEntry>

/** What becomes of a state when another takes its place. */
export function compareTables(before: Tables, after: Tables): Comparison {
  const { replaced, retested } = differenceFrom(before, { set: [...after.values()], remove: [] })
  const differences = [
    ...[...after].flatMap(([key, table]) => differenceOf(key, before.get(key), { table, replaced, retested })),
    ...[...before].flatMap(([key, table]) =>
      after.has(key) ? [] : [{ kind: 'removed', key, before: table } as const],
    ),
  ]
  return {
    differences: differences.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    same: after.size - replaced.size - retested.size,
  }
}

function differenceOf(
  key: string,
  before: TableEntry | undefined,
  now: { readonly table: TableEntry; readonly replaced: Tables; readonly retested: Tables },
): readonly TableDifference[] {
  const { table: after, replaced, retested } = now
  if (before === undefined) return [{ kind: 'added', key, after }]
  if (replaced.has(key)) return [{ kind: 'changed', key, before, after }]
  return retested.has(key) ? [{ kind: 'retested', key, before, after }] : []
}
