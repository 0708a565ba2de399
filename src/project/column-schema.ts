import { configKeys } from './config-keys.ts'
import { readDataTests } from './data-tests.ts'
import type { ConfiguredType } from './project.ts'
import { readConfig, readConfigEntry } from './read-config.ts'
import {
  boolean,
  custom,
  either,
  inert,
  json,
  type Key,
  list,
  located,
  map,
  nullable,
  object,
  optional,
  required,
  text,
} from './schema.ts'

/** The first keys of everything that a properties file describes. */
export const named = {
  name: required(located(text('Its name.', { numbers: true }))),
  description: optional(located(text('What it is, in Markdown.', { raw: true }))),
}

const testList = list(
  'Tests.',
  either<unknown>(
    'A test.',
    text('Its name.'),
    map('Its name, and what goes with it.', json('Anything.', { raw: true })),
  ),
)

export const tests = {
  schema: custom(
    'Tests: `- not_null`, or `- accepted_values: {arguments: {values: [a, b]}}`.',
    readDataTests,
    testList,
  ),
  aliases: { tests: false },
}

const keysOf = (type: ConfiguredType): Readonly<Record<string, Key<unknown>>> => configKeys[type]

/** A key of the configuration that may stand beside `config:` too. */
export const beside = (type: ConfiguredType, key: string) =>
  optional(
    custom(
      `${keysOf(type)[key]?.schema.description ?? ''} Better below \`config\`.`.trimStart(),
      (value, context) => readConfigEntry(type, { key, keyStart: value.start, keyEnd: value.end, value }, context),
      keysOf(type)[key]?.schema,
    ),
  )

/** The same for a key whose empty value takes back what is said elsewhere. */
export const nullableBeside = (type: ConfiguredType, key: string) => nullable(beside(type, key).schema)

export const configuration = (type: ConfiguredType) => ({
  config: optional(
    custom(
      'Configuration of this resource.',
      (node, context) => readConfig(type, node, context),
      object('Configuration.', keysOf(type)),
    ),
  ),
  tags: beside(type, 'tags'),
  meta: beside(type, 'meta'),
})

export const constraints = inert(
  json('What the database enforces.', { raw: true }),
  'constraints are not checked; tests are',
)
export const semantics = inert(json('For metrics.', { raw: true }), 'metrics are not computed')

/** A column of a model, seed or source table. */
export const column = object('A column.', {
  ...named,
  data_type: optional(text('Its type, as the engine spells it; in a source, what the database leaves open.')),
  data_tests: tests,
  tags: optional(json('Words to select tests by.')),
  meta: optional(map('Data of your own.', json('Anything.'))),
  config: optional(
    object(
      'Configuration of a column.',
      {
        tags: optional(json('Words to select tests by.')),
        meta: optional(map('Data of your own.', json('Anything.'))),
      },
      'Keys of your own go below "meta".',
    ),
  ),
  quote: optional(boolean('Whether its name is quoted in SQL.')),
  docs: optional(json("Accepted for dbt's sake: there is no site of documentation.", { raw: true })),
  constraints,
  policy_tags: inert(json('Rights of BigQuery.', { raw: true }), 'rights are not granted'),
  granularity: semantics,
  dimension: semantics,
  entity: semantics,
})

export const columns = optional(list('Its columns.', column))
