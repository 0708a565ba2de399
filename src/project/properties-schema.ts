import {
  beside,
  columns,
  configuration,
  constraints,
  named,
  nullableBeside,
  semantics,
  tests,
} from './column-schema.ts'
import { exposure, group, unitTest } from './declared-schema.ts'
import { choice, inert, json, type Key, list, located, map, object, optional, required, text } from './schema.ts'
import { versionName } from './version-name.ts'
import { version } from './version-schema.ts'

const described = (type: 'models' | 'seeds') => ({
  ...named,
  ...configuration(type),
  columns,
  data_tests: tests,
  docs: beside(type, 'docs'),
  group: beside(type, 'group'),
})

const model = object(
  'A model.',
  {
    ...described('models'),
    access: beside('models', 'access'),
    constraints,
    latest_version: optional(located(versionName('The version that `ref()` without one means. Default: the highest.'))),
    versions: optional(list('Versions of the model, each in a file of its own.', version)),
    deprecation_date: inert(json('When it will go.', { raw: true }), 'nobody is warned before it comes'),
    time_spine: semantics,
    semantic_model: semantics,
    primary_entity: semantics,
    agg_time_dimension: semantics,
    metrics: semantics,
    derived_semantics: semantics,
  },
  'Configuration goes below "config", data of your own below "meta".',
)

const seed = object('A seed.', described('seeds'), 'Configuration goes below "config", data of your own below "meta".')

const address = {
  database: optional(text('The database.')),
  schema: optional(text("The schema. Default: the source's name.")),
}

const origin = {
  ...named,
  ...configuration('sources'),
  loader: optional(text('What brings the rows.')),
  quoting: optional(json('Which parts of its address are quoted.')),
  freshness: nullableBeside('sources', 'freshness'),
  loaded_at_field: nullableBeside('sources', 'loaded_at_field'),
  loaded_at_query: nullableBeside('sources', 'loaded_at_query'),
}

const sourceAdvice = 'The connection goes below "config", data of your own below "meta".'

const table = object(
  'A table of a source.',
  {
    ...origin,
    identifier: optional(text("The table's name in the source. Default: `name`.")),
    columns,
    data_tests: tests,
    external: inert(json('For a package of dbt.', { raw: true }), 'files are read by "external_location"'),
  },
  sourceAdvice,
)

const source = object(
  'A source: tables of one schema that the project reads.',
  {
    ...origin,
    ...address,
    tables: optional(list('Its tables.', table)),
    overrides: inert(text('A package whose source this replaces.'), 'there are no packages'),
  },
  sourceAdvice,
)

const macro = object('A macro.', {
  ...named,
  arguments: optional(
    list(
      'Its arguments.',
      object('An argument.', {
        name: required(text('Its name.')),
        type: optional(text('Its type.')),
        description: optional(located(text('What it is.', { raw: true }))),
      }),
    ),
  ),
  docs: optional(json("Accepted for dbt's sake: there is no site of documentation.", { raw: true })),
  meta: optional(map('Data of your own.', json('Anything.'))),
  config: optional(json("Accepted for dbt's sake.")),
})

const singularTest = object('A test that is a file of SQL.', { ...named, ...configuration('data_tests') })

const ignored = (what: string): Key<unknown> => inert(json(`${what}.`, { raw: true }), `${what} are not read`)

/** A properties file: descriptions, configuration and tests beside models, seeds, macros and tests. */
export const propertiesSchema = object('A properties file.', {
  version: optional(choice('The format of the file.', ['2'])),
  models: optional(list('Models.', model)),
  seeds: optional(list('Seeds.', seed)),
  sources: optional(list('Sources.', source)),
  macros: optional(list('Macros.', macro)),
  data_tests: { schema: list('Tests that are files of SQL.', singularTest), aliases: { tests: false } },
  anchors: optional(json('Values to refer to with `*name`.', { raw: true })),
  snapshots: inert(json('Snapshots.', { raw: true }), 'snapshots are not built'),
  analyses: ignored('analyses'),
  exposures: optional(list('What uses the models outside of the project.', exposure)),
  groups: optional(list('Groups of models.', group)),
  unit_tests: optional(list('Tests of models on rows that are given.', unitTest)),
  functions: ignored('functions'),
  metrics: ignored('metrics'),
  semantic_models: ignored('semantic models'),
  saved_queries: ignored('saved queries'),
})
