import type { Json } from '../util/json.ts'
import { configuration, named } from './column-schema.ts'
import { choice, either, json, list, located, map, object, oneOrList, optional, required, text } from './schema.ts'
import { versionName } from './version-name.ts'

const owner = required(
  located(
    map('Who answers for it: `name`, `email`, and whatever else you like.', json('A text, or several.', { raw: true })),
  ),
)

/** What uses the models outside of the project. */
export const exposure = object(
  'An exposure: what uses the models outside of the project.',
  {
    ...named,
    ...configuration('exposures'),
    type: required(choice('What it is.', ['dashboard', 'notebook', 'analysis', 'ml', 'application'])),
    owner,
    label: optional(text('Its title.', { numbers: true })),
    maturity: optional(choice('How settled it is.', ['low', 'medium', 'high'])),
    url: optional(text('Where it is.')),
    depends_on: optional(
      list(
        "What it reads: `ref('orders')`, `source('shop', 'orders')`.",
        located(text('A call of ref() or source().', { raw: true })),
      ),
    ),
  },
  'Data of your own goes below "meta".',
)

/** Models that belong together. */
export const group = object(
  'A group: models that belong together, and who answers for them.',
  {
    ...named,
    owner,
    config: optional(
      object('Configuration of a group.', { meta: optional(map('Data of your own.', json('Anything.'))) }),
    ),
  },
  'Data of your own goes below "config: meta:".',
)

const fixture = {
  rows: optional(
    either<Json>(
      'The rows.',
      list('Rows.', map('A row.', json('A value.', { raw: true }))),
      text('Rows as CSV or SQL.', { raw: true }),
    ),
  ),
  format: optional(choice('How the rows are written. Default: dict.', ['dict', 'csv', 'sql'])),
  fixture: optional(text('The file that holds them, without its ending.')),
}

const versionList = (what: string) => optional(oneOrList(what, versionName('A version.')))

/** A test of a model's SQL on rows that are given. */
export const unitTest = object('A unit test: a model on rows that are given.', {
  ...named,
  model: required(located(text('The model.'))),
  given: required(
    list(
      'What its inputs hold.',
      object('An input.', {
        input: required(text("`ref('orders')`, `source('shop', 'orders')` or `this`.", { raw: true })),
        ...fixture,
      }),
    ),
  ),
  expect: required(object('What the model must give.', fixture)),
  overrides: optional(
    object('What stands in for the real ones.', {
      macros: optional(map('Results of macros.', json('A value.', { raw: true }))),
      vars: optional(map('Variables.', json('A value.', { raw: true }))),
      env_vars: optional(map('Environment variables.', json('A value.', { raw: true }))),
    }),
  ),
  versions: optional(
    located(
      object('Which versions of the model it tests. Default: all.', {
        include: versionList('Only these.'),
        exclude: versionList('All but these.'),
      }),
    ),
  ),
  ...configuration('unit_tests'),
})
