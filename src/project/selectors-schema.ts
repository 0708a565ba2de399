import { definition } from './read-rule.ts'
import { boolean, choice, list, located, object, optional, required, text } from './schema.ts'

/** One entry of `selectors:`. */
export const selectorSchema = object('A selector.', {
  name: required(located(text('What it is called: `--selector nightly`, `selector:nightly`.'))),
  description: optional(text('What it is for.')),
  default: optional(boolean('Holds where a command selects nothing itself. Default: false.')),
  definition: required(definition),
})

/** `selectors.yml`. */
export const selectorsSchema = object('Selectors: sets of nodes with a name.', {
  version: optional(choice('The format of the file.', ['2'])),
  selectors: required(list('The selectors.', selectorSchema)),
})
