import { naturalOrder } from '../util/natural-sort.ts'

/** Ids in natural order. The order by character code is nearly that one and fast, and saves most of the comparisons. */
export function sortedIds<T extends string>(ids: readonly T[]): readonly T[] {
  return ids.toSorted().sort(naturalOrder)
}
