import type { Json } from '../util/json.ts'
import { freshness } from './freshness-schema.ts'
import type { ConfiguredType } from './project.ts'
import {
  boolean,
  choice,
  either,
  inert,
  integer,
  json,
  type Key,
  list,
  map,
  object,
  oneOrList,
  openChoice,
  optional,
  own,
  text,
} from './schema.ts'

const noHooks = 'hooks are not run'
const noIncremental = 'every model is built whole'
const lakeDecides = 'the lake decides where and how files are kept'

const hooks = oneOrList(
  'SQL around the build.',
  either<Json>('SQL.', text('SQL.', { raw: true }), json('SQL and options.', { raw: true })),
)

/** Keys of every resource. */
const general = {
  enabled: optional(boolean('`false` takes it out of the project. Default: true.')),
  tags: optional(
    oneOrList('Words to select by (`tag:nightly`); tags of all levels add up.', text('A tag.', { numbers: true })),
  ),
  meta: optional(map('Data of your own; keys of all levels add up.', json('Anything.'))),
  static_analysis: optional(
    choice('A setting of another engine of dbt.', ['on', 'off', 'strict', 'baseline', 'unsafe'], {
      true: 'on',
      false: 'off',
    }),
  ),
}

const relation = {
  schema: optional(text("The schema, by the macro `generate_schema_name`. Default: the layer, else the target's.")),
  database: optional(text("The database. Default: the target's.")),
  alias: optional(text('The name of the table or view. Default: the name of the file.')),
  group: optional(text('The group that owns it.')),
}

const quoting = optional(
  object('Kept in the manifest: every part of an address is quoted where it must be.', {
    database: optional(boolean('The database.')),
    schema: optional(boolean('The schema.')),
    identifier: optional(boolean('The name.')),
  }),
)

/** How a model or seed is written. */
const files = {
  layer: own(optional(text('Its layer. Default: the tag, else the folder, of that name.'))),
  compression: own(
    optional(
      choice('Compression of Parquet. Default: zstd.', ['zstd', 'snappy', 'gzip', 'lz4', 'brotli', 'uncompressed']),
    ),
  ),
  compression_level: own(optional(integer("Level of zstd, gzip or brotli. Default: DuckDB's.", 1))),
  row_group_size: own(optional(integer("Rows of a row group. Default: DuckDB's.", 1))),
  row_group_size_bytes: own(
    optional(
      either<string | number>("Size of a row group. Default: DuckDB's.", integer('Bytes.', 1), text('A size: 128MB.')),
    ),
  ),
  file_size_bytes: own(
    optional(
      either<string | number>(
        'About the size of each file. Default: one file, or one a partition.',
        integer('Bytes.', 1),
        text('A size: 256MB.', {
          pattern: { regex: '\\d+(?:\\.\\d+)?\\s*(?:[KMGTkmgt]i?)?[Bb]?', expected: 'a size such as 256MB' },
        }),
      ),
    ),
  ),
  order_by: own(
    optional(oneOrList('Rows are written in this order. Default: as the query gives them.', text('A column, or SQL.'))),
  ),
  partition_by: own(
    optional(oneOrList('One folder for each value of these columns. Default: one file.', text('A column.'))),
  ),
  max_partitions: own(optional(integer('With more folders than this, the model fails. Default: 5000.', 1))),
  hugeint: own(
    optional(
      choice('What becomes of HUGEINT columns, which Parquet cannot keep. Default: refuse.', [
        'refuse',
        'bigint',
        'decimal',
      ]),
    ),
  ),
}

const built = {
  ...general,
  ...relation,
  ...files,
  quoting,
  docs: optional(map('Kept in the manifest: how it looks in the documentation.', json('Anything.'))),
  persist_docs: inert(
    map('Writes descriptions to the database.', json('true or false.')),
    'descriptions are kept in the manifest only',
  ),
  grants: inert(map('Rights on the table.', json('Roles.')), 'rights are not granted'),
  contract: optional(
    object('Whether the described columns and types must be the built ones.', {
      enforced: optional(boolean('`true`: they must.')),
      alias_types: optional(boolean('Kept in the manifest: types are compared by their common names.')),
    }),
  ),
  full_refresh: inert(boolean('Whether `--full-refresh` applies.'), noIncremental),
  on_configuration_change: inert(text('For materialized views.'), 'there are no materialized views'),
  event_time: inert(text('The column that tells when a row happened.'), 'rows are not selected by time'),
  pre_hook: { schema: hooks, aliases: { 'pre-hook': false }, noEffect: noHooks },
  post_hook: { schema: hooks, aliases: { 'post-hook': false }, noEffect: noHooks },
  sql_header: inert(text('SQL before the build.', { raw: true }), noHooks),
}

const incremental = {
  unique_key: inert(
    either<Json>('The key of a row.', text('A column.'), list('Columns.', text('A column.'))),
    noIncremental,
  ),
  on_schema_change: inert(
    choice('When columns change.', ['ignore', 'append_new_columns', 'sync_all_columns', 'fail']),
    noIncremental,
  ),
  incremental_strategy: inert(text('How new rows get into the table.'), noIncremental),
  incremental_predicates: inert(oneOrList('Rows that are looked at.', text('SQL.', { raw: true })), noIncremental),
  batch_size: inert(choice('A stretch of time.', ['hour', 'day', 'month', 'year']), noIncremental),
  begin: inert(text('The first batch.'), noIncremental),
  lookback: inert(integer('Batches to build again.'), noIncremental),
  concurrent_batches: inert(boolean('Batches at the same time.'), noIncremental),
}

/** What dbt-duckdb's `external` takes. */
const external = {
  format: optional(openChoice('The format of the file.', ['parquet'])),
  location: inert(text('The file.', { raw: true }), lakeDecides),
  options: inert(
    map('Options of COPY.', json('Anything.')),
    'write "compression", "row_group_size", "partition_by", "file_size_bytes" as keys of their own',
  ),
  parquet_read_options: inert(map('Options of read_parquet.', json('Anything.')), lakeDecides),
  glue_register: inert(boolean('Registers the table in AWS Glue.'), 'AWS Glue is not written to'),
  glue_database: inert(text('The database in AWS Glue.'), 'AWS Glue is not written to'),
  partition_columns: inert(json('Partitions in AWS Glue.'), 'AWS Glue is not written to'),
  plugin: inert(text('A plugin of dbt-duckdb.'), 'there are no plugins'),
}

const models = {
  ...built,
  ...incremental,
  ...external,
  materialized: optional(
    openChoice('How the model is kept. Default: parquet; view in the highest layer and where there are no layers.', [
      'parquet',
      'external',
      'view',
      'table',
      'ephemeral',
    ]),
  ),
  export: own(optional(choice('Writes a view to files too.', ['parquet']))),
  access: optional(
    choice('Who may read it: its group only, or anybody. Default: protected.', ['private', 'protected', 'public']),
  ),
  freshness: inert(json('When it is built again.'), 'every selected model is looked at'),
  on_error: inert(text('Whether children are built after a failure.'), 'children of a failed model are skipped'),
  packages: inert(oneOrList('Packages of Python.', text('A package.')), 'there are no Python models'),
}

const seeds = {
  ...built,
  materialized: optional(choice('A seed is a seed.', ['seed'])),
  column_types: optional(map('Types of columns: `order_key: bigint`.', text('A type.'))),
  quote_columns: optional(boolean('Kept in the manifest: names of columns are quoted where they must be.')),
  delimiter: optional(text('What separates the columns. Default: ",".')),
}

const something = { regex: '[\\s\\S]*\\S[\\s\\S]*', expected: 'SQL' }

const sources = {
  ...general,
  connection: own(
    optional(text("The target's connection that reads it. Default: the one of the source's name, else the only one.")),
  ),
  external_location: optional(text('Files that DuckDB reads directly; {name} is the table.')),
  formatter: inert(
    choice('How {name} is put in.', ['newstyle', 'oldstyle', 'template']),
    '{name} and {identifier} are put in',
  ),
  plugin: inert(text('A plugin of dbt-duckdb.'), 'there are no plugins'),
  quoting,
  event_time: inert(text('The column that tells when a row happened.'), 'rows are not selected by time'),
  freshness: optional(freshness),
  loaded_at_field: optional(
    text('A column, or SQL, that tells when a row came: a timestamp, in UTC where it has no zone.', {
      pattern: something,
    }),
  ),
  loaded_at_query: optional(
    text('A query for the time at which the newest row came.', { raw: true, pattern: something }),
  ),
}

const condition = (description: string) => text(description, { numbers: true })

const dataTests = {
  ...general,
  ...relation,
  materialized: optional(choice('A test is a test.', ['test'])),
  severity: optional(choice('Whether failing rows stop what comes after. Default: error.', ['error', 'warn'])),
  error_if: optional(condition('On the number of failing rows: an error. Default: "!= 0".')),
  warn_if: optional(condition('On the number of failing rows: a warning. Default: "!= 0".')),
  where: optional(text('Only rows for which this SQL holds are tested.')),
  limit: optional(integer('At most so many failing rows are counted. Default: all.', 1)),
  fail_calc: optional(text('SQL that counts the failures. Default: "count(*)".')),
  store_failures: optional(boolean('Keeps the failing rows in a table of their own. Default: false.')),
  store_failures_as: optional(
    choice('How they are kept; stronger than "store_failures".', ['ephemeral', 'table', 'view']),
  ),
  sql_header: inert(text('SQL before the test.', { raw: true }), noHooks),
}

const exposures = { enabled: general.enabled, tags: general.tags, meta: general.meta }

/** Every configuration key, by what is configured. */
export const configKeys = {
  models,
  seeds,
  sources,
  data_tests: dataTests,
  unit_tests: general,
  exposures,
} as const satisfies Readonly<Record<ConfiguredType, Readonly<Record<string, Key<unknown>>>>>
