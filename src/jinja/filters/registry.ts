import type { Given } from '../runtime/arguments.ts'
import type { Value } from '../runtime/value.ts'
import { listFilters } from './list.ts'
import { mappingFilters } from './mapping.ts'
import { numberFilters } from './number.ts'
import { otherFilters } from './other.ts'
import { textFilters } from './text.ts'

export type Filter = (input: Value, given: Given) => Value

/** Every filter by its name. */
export const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ...textFilters,
  ...numberFilters,
  ...listFilters,
  ...otherFilters,
  ...mappingFilters((name) => filters.get(name)),
])
