import { randomBytes } from 'node:crypto'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import { type Engine, QueryError } from '../../ports/engine.ts'
import type { DirectTable, IndirectTable, SourceTable } from '../../ports/extractor.ts'
import { attached, attachStatements } from './attachment.ts'
import type { CatalogColumn } from './column-types.ts'
import type { Connector } from './connector.ts'
import type { Coordinator } from './coordinator.ts'
import { countRows } from './count-rows.ts'
import { extensionUnavailable, withoutPassword } from './diagnostics.ts'
import { type DirectColumn, directColumn } from './direct-column.ts'
import type { Readers } from './readers.ts'
import type { Server } from './server.ts'
import { query } from './session.ts'

export interface DirectReaderOptions {
  readonly server: Server
  /** Where the snapshot is known; undefined for a socket of this machine. */
  readonly address: string | undefined
  readonly password: Connector['password']
  readonly keeper: Coordinator
  readonly pool: Readers
  /** Opens an engine that has the extension, runs the statements and locks its settings. Throws `QueryError` without it. */
  readonly open: (statements: readonly string[]) => Promise<Engine>
}

/** Reads tables by DuckDB's extension for PostgreSQL, in an engine of its own. */
export interface DirectReader extends AsyncDisposable {
  table(table: SourceTable, columns: readonly CatalogColumn[]): Promise<DirectTable | IndirectTable>
}

/** Nothing is opened before the first table. Throws `ExtractError` then where the profile insists on the extension. */
export function directReader(options: DirectReaderOptions): DirectReader {
  const { address, password, keeper, open } = options
  const application = `tpchmodel ${randomBytes(4).toString('hex')}`
  let opening: Promise<Engine | IndirectTable> | undefined
  const attach = async (): Promise<Engine | IndirectTable> => {
    const server = { ...options.server, password: await password() }
    const statements = attachStatements({ server, address, version: keeper.version, application })
    return open(statements).catch((error: unknown) => unavailable(server, error))
  }
  const opened = () => {
    opening ??= attach()
    return opening
  }
  return {
    async table(table, columns) {
      const unfit = unfitServer(options.server) ?? (await unfitTable(table.origin, columns, options))
      if (unfit !== undefined) return { because: unfit }
      const engine = await opened()
      if ('because' in engine) return engine
      const shown = columns.map(directColumn).filter((column) => column !== undefined)
      const readSql = `(select ${shown.map((column) => column.shown).join(', ')} from ${tableSql(table.origin)})`
      const changed = await changedType(engine, readSql, table)
      if (changed !== undefined) return { because: changed }
      return directTable({ ...options, origin: table.origin, engine, shown, application }, readSql)
    },
    async [Symbol.asyncDispose]() {
      const engine = await opening?.catch(() => undefined)
      if (engine !== undefined && !('because' in engine)) await engine[Symbol.asyncDispose]()
    },
  }
}

function unavailable(server: Server, error: unknown): IndirectTable {
  if (!(error instanceof QueryError)) throw error
  if (server.extraction === 'native') throw extensionUnavailable(server, error)
  return { because: withoutPassword(error, server) }
}

/** What the extension's own connections cannot do, or nobody has tried. libpq knows no authorities of its own to ask. */
function unfitServer({ sslmode, sslrootcert, sslcert, sslnegotiation, channelBinding }: Server): string | undefined {
  const needsAuthority = sslmode === 'verify-full' || sslmode === 'verify-ca'
  if (needsAuthority && sslrootcert === undefined) return `"sslmode: ${sslmode}" needs "sslrootcert" for it`
  if (sslrootcert === 'system') return '"sslrootcert: system" is not for it'
  if (sslcert !== undefined) return '"sslcert" is not for it'
  if (sslnegotiation === 'direct') return '"sslnegotiation: direct" is not for it'
  return channelBinding === 'require' ? '"channel_binding: require" is not for it' : undefined
}

async function unfitTable(
  { schema, identifier }: Relation,
  columns: readonly CatalogColumn[],
  { keeper, server }: DirectReaderOptions,
): Promise<string | undefined> {
  const other = columns.find((column) => directColumn(column) === undefined)
  if (other !== undefined) return `it changes "${other.sourceType}", the type of "${other.name}"`
  const kinds = `select c.relkind in ('r', 'p', 'm') as "isTable" from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${sqlLiteral(schema)} and c.relname = ${sqlLiteral(identifier)}`
  const [kind] = await keeper.use((client) => query<{ isTable: boolean }>(client, kinds, server.progressTimeout))
  return kind?.isTable === true ? undefined : 'it is no table'
}

function tableSql({ schema, identifier }: Relation): string {
  return duckdbDialect.relation({ catalog: attached, schema, identifier })
}

/** Whether the extension has another idea of a type than the catalog told. */
async function changedType(engine: Engine, readSql: string, { columns }: SourceTable): Promise<string | undefined> {
  try {
    // JSON is a text by another name.
    const types = new Map(columns.map(({ name, type }) => [name, type === 'JSON' ? 'VARCHAR' : type]))
    const other = (await engine.describe(`from ${readSql}`)).find(({ name, type }) => types.get(name) !== type)
    return other === undefined ? undefined : `it takes "${other.name}" for "${other.type}"`
  } catch (error) {
    if (error instanceof QueryError) return error.message
    throw error
  }
}

interface Parts extends DirectReaderOptions {
  readonly origin: Relation
  readonly engine: Engine
  readonly shown: readonly DirectColumn[]
  readonly application: string
}

function directTable(
  { origin, engine, shown, application, server, keeper, pool }: Parts,
  readSql: string,
): DirectTable {
  const snapshot = `set transaction snapshot ${sqlLiteral(keeper.exported ?? '')}`
  const spoils = shown.map((column) => column.spoils).filter((condition) => condition !== undefined)
  return {
    engine,
    readSql,
    first: `call postgres_execute(${sqlLiteral(attached)}, ${sqlLiteral(snapshot)})`,
    count: (signal) => countRows({ origin, spoils, server, signal }, pool, keeper),
    async abandon() {
      const sql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${sqlLiteral(application)}`
      await keeper.use((client) => query(client, sql, server.progressTimeout)).catch(() => undefined)
    },
  }
}
