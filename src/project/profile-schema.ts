import { deviceNames } from './device-names.ts'
import { lakeSchema } from './lake-schema.ts'
import {
  boolean,
  choice,
  custom,
  either,
  inert,
  integer,
  json,
  list,
  map,
  number,
  object,
  optional,
  own,
  required,
  secret,
  tagged,
  text,
  type ValueOf,
} from './schema.ts'

const words = { numbers: true }

/** An environment is a folder of the lake, beside `data` and `runs`. */
export const environmentPattern = {
  regex: `(?!(?:data|runs|environments|${deviceNames})$)[a-z0-9][a-z0-9_-]*`,
  expected: 'a name of small letters, digits, "-" and "_" other than data, runs and environments',
}
const seconds = (description: string) => optional(number(description, 0))

export const sslModes = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export const sslNegotiations = ['postgres', 'direct'] as const
export const channelBindings = ['disable', 'prefer', 'require'] as const

const connection = tagged('A database that sources are read from.', 'type', {
  postgres: object('PostgreSQL.', {
    type: required(choice('PostgreSQL.', ['postgres'])),
    embedded: optional(boolean('`true`: PGlite inside this process, filled with the sample of TPC-H.')),
    scale: optional(number("TPC-H's scale factor of the sample. Default: 0.01.", 0)),
    folder: optional(text('Where the embedded server keeps its data. Default: .tpchmodel/postgres.')),
    url: optional(
      secret(
        'All of it in one: postgresql://user:password@host:5432/database?sslmode=require. Other keys win over it.',
      ),
    ),
    host: optional(text('The server, or the folder of its socket. Default: localhost.')),
    port: optional(integer('The port. Default: 5432.', 1)),
    user: optional(text('The role.', words)),
    password: {
      schema: secret('Its password. Default: what PGPASSWORD says, else the file ~/.pgpass or PGPASSFILE.'),
      aliases: { pass: false },
    },
    password_command: optional(
      text('A command of a shell that prints the password, for passwords that live for minutes only.'),
    ),
    dbname: { schema: text('The database.', words), aliases: { database: false } },
    schema: optional(text('The schema of sources that name none.', words)),
    sslmode: optional(
      choice('How the connection is encrypted. Default: verify-full; on this machine, prefer.', sslModes),
    ),
    sslrootcert: optional(
      text(
        'A file of authorities to trust, relative to the project, or system: those of this machine. Default: those that Node.js comes with.',
      ),
    ),
    sslcert: optional(text('A file with the certificate that the server asks for, relative to the project.')),
    sslkey: optional(text('The file with the key of sslcert, which nobody else may read.')),
    sslpassword: optional(secret('The passphrase of sslkey.')),
    sslnegotiation: optional(
      choice(
        'How encryption begins: after a question, or at once, which PostgreSQL 17 can. Default: postgres.',
        sslNegotiations,
      ),
    ),
    channel_binding: optional(
      choice(
        'Whether the password is bound to the encrypted connection, so that nobody in between can use it. Default: prefer, where the server offers it.',
        channelBindings,
      ),
    ),
    extraction: optional(
      choice(
        "How tables are read. `auto`: by DuckDB's extension postgres_scanner where it is installed and gives the same rows; `native`: the same, and its lack is an error; `portable`: never by it. Default: auto.",
        ['auto', 'native', 'portable'],
      ),
    ),
    statement_timeout_seconds: seconds(
      "After so many seconds the server stops a query. Default: the server's own limit.",
    ),
    progress_timeout_seconds: seconds('A transfer that delivers no byte for so many seconds is given up. Default: 60.'),
  }),
})

/** A connection as a profile may write it. */
export type Connection = ValueOf<typeof connection>

const noExtensionRepositories = 'extensions come from the usual place'
const noAttachments = 'models read the lake, sources come through connections'

const plugins = 'there are no plugins'

/** One output of a profile, in dbt-duckdb's keys and ours. */
export const outputSchema = object('A target.', {
  type: required(choice('The engine.', ['duckdb'])),
  environment: own(
    optional(
      text("The environment of the lake that it builds. Default: the target's name.", { pattern: environmentPattern }),
    ),
  ),
  schema: optional(text('The schema. Default: main.', words)),
  threads: optional(integer('Models built at the same time. Default: 4.', 1)),
  path: optional(text('A file of DuckDB, relative to the project. Default: :memory:.')),
  database: optional(text("The name of the database; it must be the file's.")),
  lake: own(optional(lakeSchema)),
  connections: own(optional(map('Databases that sources are read from, by name.', connection))),
  memory_limit: optional(
    text('The memory that DuckDB may use: 4GB. Default: 80 % of the machine or container, less 600 MB.'),
  ),
  settings: optional(map('Settings of DuckDB.', json('A value.'))),
  external_access: own(
    optional(
      object('What the SQL of models may read besides the lake, the seeds and declared files. Default: nothing.', {
        folders: optional(
          list('Folders, relative to the project, and addresses such as https://example.com/open/.', text('A folder.')),
        ),
        network: optional(boolean('`true`: every address, with the extension httpfs. Default: false.')),
      }),
    ),
  ),
  extensions: optional(
    list(
      'Extensions of DuckDB to load.',
      either<string | { readonly name: string }>(
        'An extension.',
        text('Its name.'),
        object('An extension of another repository.', {
          name: required(text('Its name.')),
          repo: inert(text('Its repository.'), noExtensionRepositories),
        }),
      ),
    ),
  ),

  keep_open: optional(boolean('A setting of dbt-duckdb.')),
  disable_transactions: optional(boolean('A setting of dbt-duckdb.')),
  external_root: inert(text('Where dbt-duckdb writes files.'), 'files are written to the lake'),
  config_options: inert(json('Settings of DuckDB at its start.'), 'write them below "settings"'),
  secrets: inert(json('Secrets of DuckDB.', { raw: true }), 'the credentials of the lake stand below "lake"'),
  use_credential_provider: inert(
    text('How dbt-duckdb finds credentials.'),
    'the credentials of the lake stand below "lake"',
  ),
  attach: inert(json('Other databases.', { raw: true }), noAttachments),
  filesystems: inert(json('File systems of Python.', { raw: true }), noAttachments),
  remote: inert(json('A server of DuckDB.', { raw: true }), 'DuckDB runs in this process'),
  plugins: inert(json('Plugins of dbt-duckdb.', { raw: true }), plugins),
  module_paths: inert(json('Modules of Python.', { raw: true }), plugins),
  retries: inert(json('Attempts after a failure.', { raw: true }), 'a failed query is not repeated'),
  is_ducklake: inert(boolean('The path is a DuckLake.'), 'DuckLake is not supported'),
  motherduck_token: inert(json('A token of MotherDuck.', { raw: true }), 'MotherDuck is not supported'),
  flights: inert(json('Python on MotherDuck.', { raw: true }), 'MotherDuck is not supported'),
})

/** One profile: its outputs are read only when they are chosen, so that others may lack variables. */
export const profileShape = object('A profile.', {
  target: optional(text('The output that is used when no other is asked for. Default: default.')),
  outputs: required(
    map(
      'Targets by name.',
      custom('A target.', (node) => node, outputSchema),
    ),
  ),
})
