import type { Location } from '../diagnostics/location.ts'
import type { IndirectSelection, methods } from '../project/selection-words.ts'

export type Method = (typeof methods)[number]

/** What is selected, as an expression over sets of nodes. */
export type Selector = Criterion | Group

/** One word of a selection: `2+tag:finance+`. */
export interface Criterion {
  readonly type: 'criterion'
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
  /** Which tests come along; left out: as the command says. */
  readonly indirect?: IndirectSelection
  /** As written, with its operators. */
  readonly text: string
  readonly location: Location
}

/** Selectors combined. A difference is the first part without all others. */
export interface Group {
  readonly type: 'union' | 'intersection' | 'difference'
  readonly parts: readonly Selector[]
  /** By which rule tests whose parents come from several parts are taken in; left out: as the command says. */
  readonly indirect?: IndirectSelection
  /** As written; none for one that is written as a list. */
  readonly text?: string
  readonly location: Location
}

/** A selector of `selectors.yml`. */
export interface NamedSelector {
  readonly name: string
  readonly selector: Selector
  /** Holds where a command selects nothing itself. */
  readonly isDefault: boolean
  /** Where its name stands. */
  readonly location: Location
}

/** The selectors of a project, by name. */
export type NamedSelectors = ReadonlyMap<string, NamedSelector>
