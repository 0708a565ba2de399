import { beside, column, constraints, tests } from './column-schema.ts'
import { configKeys } from './config-keys.ts'
import { readConfig } from './read-config.ts'
import { readValue } from './read-value.ts'
import { custom, either, inert, json, list, located, object, optional, required, text, type ValueOf } from './schema.ts'
import { versionName } from './version-name.ts'
import { entryOf } from './yaml-node.ts'

const inherited = object('Which of the columns of the model this version has.', {
  include: optional(
    either<string | readonly string[]>(
      'Columns, or "all".',
      text('"all".', { pattern: { regex: 'all|\\*', expected: '"all" or a list of columns' } }),
      list('Columns.', text('A column.', { numbers: true })),
    ),
  ),
  exclude: optional(list('Columns that it does not have.', text('A column.', { numbers: true }))),
})

/** Columns of the model that a version has or leaves out, or a column of its own. */
export type VersionColumn =
  | { readonly type: 'inherited'; readonly columns: ValueOf<typeof inherited> }
  | { readonly type: 'own'; readonly column: ValueOf<typeof column> }

const versionColumn = custom(
  '`include:` or `exclude:` of columns of the model, or a column.',
  (node, context) => {
    if (entryOf(node, 'include') !== undefined || entryOf(node, 'exclude') !== undefined) {
      const columns = readValue(inherited, node, 'An item of "columns"', context)
      return columns === undefined ? undefined : ({ type: 'inherited', columns } satisfies VersionColumn)
    }
    const own = readValue(column, node, 'A column', context)
    return own === undefined ? undefined : ({ type: 'own', column: own } satisfies VersionColumn)
  },
  either<unknown>('Columns of the model, or a column.', inherited, column),
)

/** One of the versions of a model. What it does not say, the model says. */
export const version = object('A version of the model.', {
  v: required(located(versionName('Its number or name.'))),
  defined_in: optional(located(text('The file that holds it, without ".sql". Default: `<model>_v<v>`.'))),
  description: optional(located(text('What it is, in Markdown.', { raw: true }))),
  config: optional(
    custom(
      'Configuration of this version; stronger than that of the model.',
      (node, context) => readConfig('models', node, context),
      object('Configuration.', configKeys.models),
    ),
  ),
  access: beside('models', 'access'),
  docs: beside('models', 'docs'),
  data_tests: { ...tests },
  columns: optional(list('How its columns differ from those of the model.', versionColumn)),
  constraints,
  deprecation_date: inert(json('When it will go.', { raw: true }), 'nobody is warned before it comes'),
})
