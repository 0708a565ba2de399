import { configKeys } from './config-keys.ts'
import { deviceNames } from './device-names.ts'
import { flagsSchema } from './flags-schema.ts'
import type { ConfiguredType } from './project.ts'
import { readFolderConfig } from './read-config.ts'
import { readValue } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import {
  boolean,
  choice,
  custom,
  inert,
  json,
  list,
  map,
  object,
  oneOrList,
  optional,
  own,
  required,
  type Schema,
  text,
} from './schema.ts'
import type { YamlNode } from './yaml-node.ts'

const inside = {
  regex: '(?![/\\\\]|[A-Za-z]:|(?:.*[/\\\\])?\\.\\.(?:[/\\\\]|$)).+',
  expected: 'a folder inside the project',
}
const paths = (description: string) =>
  oneOrList(description, text('A folder, relative to the project.', { pattern: inside }))
/** A folder that is written to. A project does not write outside of itself; one of dbt may. */
function written(key: string, description: string): Schema<string | undefined> {
  const plain = text(description)
  const read = (node: YamlNode, context: ReadContext) =>
    readValue(context.isDbt ? plain : text(description, { pattern: inside }), node, `"${key}"`, context)
  return custom(description, read, plain)
}
const word = { regex: '[A-Za-z_][A-Za-z0-9_]*', expected: 'a name of letters, digits and underscores' }
/** Layers are folders of the lake, on every system. */
const layerName = {
  regex: `(?!(?:${deviceNames})$)${word.regex}`,
  expected: 'a name of letters, digits and underscores that no device of Windows has',
}
const noSnapshots = 'snapshots are not built'
const noSemantics = 'metrics are not computed'

const byFolder = (type: ConfiguredType, what: string) =>
  custom(
    `Configuration of ${what}, by package and folder; \`+key: value\` sets one.`,
    (node, context) => readFolderConfig(type, node, context),
    { type: 'tree', name: type, description: `Configuration of ${what} in a folder.`, keys: configKeys[type] },
  )
const unread = (what: string) => json(`Configuration of ${what}.`, { raw: true })

/** A key of dbt that is read and asks for nothing. */
function unused<T>(schema: (description: string) => Schema<T>, why: string) {
  return optional(schema(`Accepted for dbt's sake: ${why}.`))
}

/** `project.yml`, and `dbt_project.yml` of dbt 1.12. */
export const projectSchema = object('A project of models.', {
  name: required(text('The name of the project.', { pattern: word })),
  version: optional(text('A version of your own.', { numbers: true })),
  'config-version': optional(choice('The format of the file.', ['2'])),
  profile: optional(text('The profile in profiles.yml. Default: the name of the project.')),

  'model-paths': { schema: paths('Folders of models. Default: models.'), aliases: { 'source-paths': true } },
  'seed-paths': { schema: paths('Folders of seeds. Default: seeds.'), aliases: { 'data-paths': true } },
  'test-paths': optional(paths('Folders of tests. Default: tests.')),
  'macro-paths': optional(paths('Folders of macros. Default: macros.')),
  'snapshot-paths': unused(paths, 'snapshots are not built'),
  'analysis-paths': unused(paths, 'analyses are not compiled'),
  'function-paths': unused(paths, 'functions are not created'),
  'osi-paths': unused(paths, 'metrics are not computed'),
  'docs-paths': unused(paths, 'blocks of documentation are not read'),
  'asset-paths': unused(paths, 'there is no site of documentation'),
  'target-path': optional(written('target-path', 'Where artifacts are written. Default: target.')),
  'log-path': optional(written('log-path', 'Where logs are written. Default: logs.')),
  'clean-targets': optional(paths('Folders that `clean` removes. Default: the target path.')),
  'packages-install-path': unused(text, 'packages are not installed'),

  layers: own(
    optional(
      list('Layers from low to high: bronze, silver, gold.', text('A layer.', { pattern: layerName }), {
        unique: true,
      }),
    ),
  ),
  'allow-upward-refs': own(optional(boolean('A model may read from a higher layer. Default: false.'))),
  'env-vars-allowed': own(
    optional(
      list('Environment variables that models may read although their names look like credentials.', text('A name.')),
    ),
  ),

  vars: optional(map('Values for `var()`: by name, or by package and name.', json('A value.', { raw: true }))),
  models: optional(byFolder('models', 'models')),
  seeds: optional(byFolder('seeds', 'seeds')),
  sources: optional(byFolder('sources', 'sources')),
  data_tests: { schema: byFolder('data_tests', 'tests'), aliases: { tests: false } },
  unit_tests: optional(byFolder('unit_tests', 'unit tests')),
  exposures: optional(byFolder('exposures', 'exposures')),
  quoting: optional(
    object('Kept in the manifest: every part of an address is quoted where it must be.', {
      database: optional(boolean('The database.')),
      schema: optional(boolean('The schema.')),
      identifier: optional(boolean('The name.')),
      project: optional(boolean('A setting of old versions of dbt: the database.')),
      snowflake_ignore_case: optional(boolean('A setting of Snowflake.')),
    }),
  ),
  dispatch: optional(
    list(
      "Accepted for dbt's sake: `adapter.dispatch` looks in the project.",
      object('One namespace.', {
        macro_namespace: required(text('The namespace.')),
        search_order: required(list('Packages.', text('A package.'))),
      }),
    ),
  ),

  snapshots: inert(unread('snapshots'), noSnapshots),
  analyses: inert(unread('analyses'), 'analyses are not compiled'),
  functions: inert(unread('functions'), 'functions are not created'),
  metrics: inert(unread('metrics'), noSemantics),
  'semantic-models': inert(unread('semantic models'), noSemantics),
  'saved-queries': inert(unread('saved queries'), noSemantics),
  'on-run-start': inert(oneOrList('SQL before the run.', text('SQL.', { raw: true })), 'hooks are not run'),
  'on-run-end': inert(oneOrList('SQL after the run.', text('SQL.', { raw: true })), 'hooks are not run'),
  'restrict-access': inert(boolean('Whether other projects may read protected models.'), 'there are no packages'),
  flags: optional(flagsSchema),
  'require-dbt-version': unused((description) => oneOrList(description, text('A range.')), 'this is not dbt'),
  'query-comment': unused((description) => json(description, { raw: true }), 'queries have no comment'),
  'dbt-cloud': optional(json('Settings of a hosted dbt.', { raw: true })),
  sync: optional(json('Settings of a hosted dbt.', { raw: true })),
})
