import type { Location } from '../../diagnostics/location.ts'
import type { Place } from '../ast.ts'
import type { Filter } from '../filters/registry.ts'

/** The file that is being compiled. */
export interface Unit {
  readonly file: string
  readonly source: string
  /** Filters that replace those of the same name. */
  readonly filters?: ReadonlyMap<string, Filter>
}

export function locationOf({ file }: Unit, { start, end }: Place): Location {
  return { file, start, end }
}
