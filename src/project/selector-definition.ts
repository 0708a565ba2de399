import type { Location } from '../diagnostics/location.ts'
import type { JsonObject } from '../util/json.ts'
import type { Located } from './located.ts'
import type { IndirectSelection } from './selection-words.ts'

/** A selector of `selectors.yml`, before its words are looked up. */
export interface SelectorDefinition {
  readonly name: Located<string>
  /** Holds where a command selects nothing itself. */
  readonly isDefault: boolean
  readonly rule: SelectorRule
  /** The entry as plain data, its templates rendered: what `manifest.json` is made from. */
  readonly json: JsonObject
}

/** What a definition consists of. */
export type SelectorRule = TextRule | CriterionRule | SetRule

/** One criterion as on the command line: `tag:finance+`. */
export interface TextRule {
  readonly type: 'text'
  readonly text: string
  readonly location: Location
}

/** One criterion in keys of its own. */
export interface CriterionRule {
  readonly type: 'criterion'
  readonly method: Located<string>
  readonly value: Located<string>
  /** How many edges up and down; 0 for none, infinity for all. */
  readonly parents: number
  readonly children: number
  readonly childrensParents: boolean
  readonly indirect: IndirectSelection | undefined
  readonly exclude: readonly SelectorRule[]
}

/** Rules combined, and what is taken away from that. */
export interface SetRule {
  readonly type: 'union' | 'intersection'
  readonly parts: readonly SelectorRule[]
  readonly exclude: readonly SelectorRule[]
  readonly location: Location
}
