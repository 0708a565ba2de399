import type { Location } from '../diagnostics/location.ts'

/** How old the newest row of a source may be, and what tells when it came. */
export interface Freshness {
  readonly warnAfter?: AgeLimit
  readonly errorAfter?: AgeLimit
  /** Only rows for which this SQL holds are looked at. */
  readonly filter?: string
  readonly loadedAt?: LoadedAt
}

export interface AgeLimit {
  readonly count: number
  readonly period: 'minute' | 'hour' | 'day'
}

/** `field`: SQL over a row; `query`: a template of a query for one value. */
export type LoadedAt = ({ readonly field: string } | { readonly query: string }) & { readonly location: Location }
