import type { Location } from '../diagnostics/location.ts'
import type { ReadContext } from './render-node.ts'
import {
  boolean,
  choice,
  custom,
  either,
  list,
  located,
  object,
  optional,
  required,
  type Schema,
  type Shape,
  text,
} from './schema.ts'
import { indirectSelections, methods } from './selection-words.ts'
import type { SelectorRule } from './selector-definition.ts'
import type { YamlNode } from './yaml-node.ts'

/** What stands as an item of `union:` or `intersection:`. */
export type RuleEntry =
  | { readonly type: 'rule'; readonly rule: SelectorRule }
  | { readonly type: 'exclude'; readonly rules: readonly SelectorRule[]; readonly location: Location }

/** Readers of what rules contain: other rules. */
export interface RuleReaders {
  rule(node: YamlNode, context: ReadContext): SelectorRule | undefined
  entry(node: YamlNode, context: ReadContext): RuleEntry | undefined
}

/** What definitions of selectors are made of. */
export function ruleSchemas(read: RuleReaders) {
  const rule: Schema<SelectorRule | undefined> = custom(
    'What is selected.',
    read.rule,
    namedRule(() => shapes),
  )
  const rules = list('What is taken away.', rule)
  const entry: Schema<RuleEntry | undefined> = custom('A rule, or what is taken away from all others.', read.entry, {
    type: 'named',
    name: 'entry',
    description: 'A rule, or what is taken away from all others.',
    of: () => either<unknown>('A rule, or what is taken away from all others.', rule, exclusion),
  })
  const exclusion = object(
    'What is taken away from the rest of the list.',
    { exclude: required(rules) },
    'Beside "exclude" nothing counts in a list: give what is selected an item of its own.',
  )
  const union = object('What any of these rules selects.', { union: required(list('Rules.', entry)) })
  const intersection = object('What all of these rules select.', { intersection: required(list('Rules.', entry)) })
  const criterion = object('A method and a value, with what comes along.', {
    ...criterionKeys,
    exclude: optional(rules),
  })
  const shapes: readonly Schema<unknown>[] = [
    text('As on the command line: `tag:nightly+`.'),
    union,
    intersection,
    criterion,
    short,
  ]
  return { rule, exclusion, union, intersection, criterion }
}

/** What is compared with: `nightly` of `tag: nightly`. */
export const criterionValue = located(
  either<string | boolean>('The value.', text('The value.', { numbers: true }), boolean('The value.')),
)

const methodPattern = { regex: `(?:${methods.join('|')})(?:\\.[\\w.]+)?`, expected: 'a method' }
const depth = (description: string) =>
  optional(text(description, { numbers: true, pattern: { regex: '[0-9]+', expected: 'a whole number' } }))

const criterionKeys = {
  method: required(located(text('What is compared: `tag`, `path`, `config.materialized`, `selector` …'))),
  value: required(criterionValue),
  parents: optional(boolean('With all that it is built from: `+x`.')),
  parents_depth: depth('At most so many steps: `2+x`.'),
  children: optional(boolean('With all that is built from it: `x+`.')),
  children_depth: depth('At most so many steps: `x+2`.'),
  childrens_parents: optional(boolean('With all that is built from it, and what those are built from: `@x`.')),
  indirect_selection: optional(choice('Which tests come along; default: as the command says.', indirectSelections)),
}

const short: Schema<unknown> = custom('A method and its value: `tag: nightly`.', (node) => node, {
  type: 'single',
  description: 'A method and its value: `tag: nightly`.',
  key: methodPattern,
  value: criterionValue,
})

function namedRule(options: () => readonly Schema<unknown>[]): Shape {
  const description = 'A text, a method with its value, or a set of rules.'
  return { type: 'named', name: 'rule', description, of: () => either(description, ...options()) }
}
