import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBResult,
  version,
} from '@duckdb/node-api'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import type { TypedColumn } from '../../manifest/column.ts'
import {
  type Engine,
  type ExecuteOptions,
  type ParsedStatement,
  QueryError,
  type QueryResult,
  type QueryStream,
} from '../../ports/engine.ts'
import type { Json } from '../../util/json.ts'
import { type ConnectionPool, connectionPool } from './connection-pool.ts'
import { interrupting } from './interrupting.ts'
import { jsonValue } from './json-value.ts'
import { isPivot, parseStatements } from './parse-statements.ts'
import { checkCharacters, queryError } from './query-error.ts'
import { type DuckDBOptions, lockStatements, setUpStatements, startConfig } from './settings.ts'

/**
 * Opens DuckDB. With `options.guard` every later statement may read and write only below the allowed folders, and
 * nothing can change a setting. Throws `QueryError` when the file cannot be opened or a setting is refused.
 */
export async function openDuckDB(options: DuckDBOptions): Promise<Engine> {
  const pool = connectionPool(await openInstance(options))
  const engine = new DuckDBEngine(pool)
  try {
    for (const sql of [...setUpStatements(options), ...(options.attachments ?? []), ...lockStatements(options)])
      await engine.execute(sql)
  } catch (error) {
    pool.close()
    throw error
  }
  return engine
}

async function openInstance(options: DuckDBOptions): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(options.path, startConfig(options))
  } catch (error) {
    throw queryError(error, '')
  }
}

class DuckDBEngine implements Engine {
  readonly dialect = duckdbDialect
  readonly version = `duckdb ${version().replace(/^v/, '')}`
  readonly #pool: ConnectionPool
  /** Connections that follow how far their statements are. */
  readonly #watchable = new WeakSet<DuckDBConnection>()

  constructor(pool: ConnectionPool) {
    this.#pool = pool
  }

  execute(sql: string, { signal, watch, first }: ExecuteOptions = {}): Promise<QueryResult> {
    const work = (connection: DuckDBConnection) =>
      watch === undefined ? run(connection, sql) : this.#watched(connection, sql, watch)
    return this.#pool.use((connection) =>
      interrupting(connection, signal, async () => {
        try {
          return first === undefined ? await work(connection) : await inTransaction(connection, first, work)
        } catch (error) {
          throw error instanceof QueryError ? error : queryError(error, sql)
        }
      }),
    )
  }

  stream<T>(sql: string, use: (stream: QueryStream) => Promise<T>, { signal }: ExecuteOptions = {}): Promise<T> {
    return this.#pool.use((connection) =>
      interrupting(connection, signal, async () => {
        try {
          return await use(await keptRows(connection, sql))
        } finally {
          await connection.run(`drop table if exists ${keptTable}`)
        }
      }),
    )
  }

  async parse(sql: string): Promise<readonly ParsedStatement[]> {
    checkCharacters(sql)
    return this.#pool.use((connection) => parseStatements(connection, sql))
  }

  describe(sql: string): Promise<readonly TypedColumn[]> {
    return this.#pool.use(async (connection) => {
      try {
        checkCharacters(sql)
        if (isPivot(sql)) return await columnsByRunning(connection, sql)
        const statement = await connection.prepare(sql)
        const columns = Array.from({ length: statement.columnCount }, (_, index) => ({
          name: statement.columnName(index),
          type: String(statement.columnType(index)),
        }))
        statement.destroySync()
        return columns
      } catch (error) {
        throw error instanceof QueryError ? error : queryError(error, sql)
      }
    })
  }

  async #watched(
    connection: DuckDBConnection,
    sql: string,
    watch: NonNullable<ExecuteOptions['watch']>,
  ): Promise<QueryResult> {
    if (!this.#watchable.has(connection)) {
      for (const pragma of watchableBy) await connection.run(pragma)
      this.#watchable.add(connection)
    }
    let isRunning = true
    watch(() => (isRunning ? shareDone(connection) : undefined))
    try {
      return await run(connection, sql)
    } finally {
      isRunning = false
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pool.close()
  }
}

async function inTransaction<T>(
  connection: DuckDBConnection,
  first: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  await connection.run('begin')
  try {
    await connection.run(first)
    const result = await work(connection)
    await connection.run('commit')
    return result
  } catch (error) {
    await connection.run('rollback').catch(() => undefined)
    throw error
  }
}

/** A connection of its own setting, which may be made where all settings are locked; nothing is printed. */
const watchableBy = ['pragma disable_print_progress_bar', 'pragma enable_progress_bar']

/** DuckDB says 0 or less where it does not know. */
function shareDone(connection: DuckDBConnection): number | undefined {
  const { percentage } = connection.progress
  return percentage > 0 && percentage <= 100 ? percentage / 100 : undefined
}

/** The columns of a query that cannot be prepared. */
async function columnsByRunning(connection: DuckDBConnection, sql: string): Promise<readonly TypedColumn[]> {
  return (await runBehind(connection, 'select * from (\n', `${sql}\n) limit 0`)).columns
}

/** Runs SQL with something in front of it, which does not count in the positions of errors. */
async function runBehind(connection: DuckDBConnection, head: string, sql: string): Promise<QueryResult> {
  const whole = head + sql
  try {
    return await run(connection, whole)
  } catch (error) {
    const failed = error instanceof QueryError ? error : queryError(error, whole)
    const { message, kind, position, candidates } = failed
    throw new QueryError(message, { kind, candidates, position: position && position - head.length })
  }
}

async function run(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  checkCharacters(sql)
  const result = await connection.run(sql)
  // The result is complete and in memory: its chunks are read here, without a turn in another thread for each.
  const chunks = Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index))
  return {
    columns: columnsOf(result),
    rows: chunks.flatMap(rowsOf),
  }
}

const keptTable = 'temp."rows that are read"'

/**
 * The library ends a stream without a word when its query fails, as if there were no more rows. So the query is run to
 * its end first; its rows, which DuckDB spills where they are many, are what is streamed and counted.
 */
async function keptRows(connection: DuckDBConnection, sql: string): Promise<QueryStream> {
  const head = `create or replace temp table "rows that are read" as\n`
  const kept = await runBehind(connection, head, sql)
  const result = await connection.stream(`from ${keptTable}`)
  return { columns: columnsOf(result), batches: batchesOf(result, Number(kept.rows[0]?.[0])) }
}

async function* batchesOf(result: DuckDBResult, total: number): AsyncGenerator<QueryResult['rows']> {
  let seen = 0
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    seen += chunk.rowCount
    yield rowsOf(chunk)
  }
  if (seen < total) throw new QueryError(`${total - seen} of ${total} rows could not be read.`, { kind: 'IO' })
}

function columnsOf(result: DuckDBResult): readonly TypedColumn[] {
  const types = result.columnTypes()
  return result.columnNames().map((name, index) => ({ name, type: String(types[index]) }))
}

function rowsOf(chunk: DuckDBDataChunk): QueryResult['rows'] {
  return chunk.convertRows<Json>(jsonValue).map((row) => row.map((value) => value ?? null))
}
