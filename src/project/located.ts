import type { Location } from '../diagnostics/location.ts'

/** A value of a YAML file that remembers where it stands. */
export interface Located<T> {
  readonly value: T
  readonly location: Location
}
