import type { Location } from '../diagnostics/location.ts'
import type { UnlinkedNode } from '../manifest/node.ts'
import type { CapturedRef, CapturedSource } from './capture.ts'

/** A node as its files declare it: the names that it reads have not been looked up. */
export interface Draft {
  readonly node: UnlinkedNode
  readonly refs: readonly CapturedRef[]
  readonly sources: readonly CapturedSource[]
  /** `enabled: false` keeps it out of the graph. */
  readonly enabled: boolean
  /** Where each configuration key was last set. */
  readonly configLocations: ReadonlyMap<string, Location>
}
