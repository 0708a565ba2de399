import type { Location } from '../diagnostics/location.ts'

/** Every method there is, as it is written before the colon. */
export const methods = [
  'fqn',
  'layer',
  'tag',
  'path',
  'file',
  'source',
  'exposure',
  'unit_test',
  'package',
  'config',
  'resource_type',
  'test_type',
  'test_name',
  'group',
  'access',
  'version',
  'result',
] as const

export type Method = (typeof methods)[number]

/** One word of a selection: `2+tag:finance+`. */
export interface Criterion {
  /** `word` for a bare name, which is looked up as several things. */
  readonly method: Method | 'word'
  /** What follows the method's dot: `['meta', 'owner']` of `config.meta.owner:`. */
  readonly keys: readonly string[]
  readonly value: string
  /** How many edges up and down; 0 for none, infinity for all. */
  readonly parents: number
  readonly children: number
  /** `@`: the children, and the parents of all of these. */
  readonly childrensParents: boolean
  /** As written, with its operators. */
  readonly text: string
  readonly location: Location
}

/** Criteria that must all hold: `tag:finance,layer:gold`. */
export interface Intersection {
  readonly criteria: readonly [Criterion, ...Criterion[]]
  readonly text: string
  readonly location: Location
}

/** A whole `--select` or `--exclude`: what any of its intersections finds. */
export interface Selector {
  readonly intersections: readonly Intersection[]
}
