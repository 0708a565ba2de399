import { type DuckDBConnection, DuckDBInstance, version } from '@duckdb/node-api'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import type { TypedColumn } from '../../manifest/column.ts'
import {
  type Engine,
  type ExecuteOptions,
  type ParsedStatement,
  QueryError,
  type QueryResult,
} from '../../ports/engine.ts'
import type { Json } from '../../util/json.ts'
import { type ConnectionPool, connectionPool } from './connection-pool.ts'
import { interrupting } from './interrupting.ts'
import { jsonValue } from './json-value.ts'
import { isPivot, parseStatements } from './parse-statements.ts'
import { queryError } from './query-error.ts'
import { type DuckDBOptions, lockStatements, setUpStatements, startConfig } from './settings.ts'

/**
 * Opens DuckDB. With `options.guard` every later statement may read and write only below the allowed folders, and
 * nothing can change a setting. Throws `QueryError` when the file cannot be opened or a setting is refused.
 */
export async function openDuckDB(options: DuckDBOptions): Promise<Engine> {
  const pool = connectionPool(await openInstance(options))
  const engine = new DuckDBEngine(pool)
  try {
    for (const sql of [...setUpStatements(options), ...lockStatements(options)]) await engine.execute(sql)
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

  constructor(pool: ConnectionPool) {
    this.#pool = pool
  }

  execute(sql: string, { signal }: ExecuteOptions = {}): Promise<QueryResult> {
    return this.#pool.use((connection) =>
      interrupting(connection, signal, async () => {
        try {
          return await run(connection, sql)
        } catch (error) {
          throw queryError(error, sql)
        }
      }),
    )
  }

  parse(sql: string): Promise<readonly ParsedStatement[]> {
    return this.#pool.use((connection) => parseStatements(connection, sql))
  }

  describe(sql: string): Promise<readonly TypedColumn[]> {
    return this.#pool.use(async (connection) => {
      try {
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pool.close()
  }
}

/** The columns of a query that cannot be prepared. */
async function columnsByRunning(connection: DuckDBConnection, sql: string): Promise<readonly TypedColumn[]> {
  const head = 'select * from (\n'
  const wrapped = `${head}${sql}\n) limit 0`
  try {
    return (await run(connection, wrapped)).columns
  } catch (error) {
    const { message, kind, position, candidates } = queryError(error, wrapped)
    throw new QueryError(message, { kind, candidates, position: position && position - head.length })
  }
}

async function run(connection: DuckDBConnection, sql: string): Promise<QueryResult> {
  const result = await connection.run(sql)
  const types = result.columnTypes()
  // The result is complete and in memory: its chunks are read here, without a turn in another thread for each.
  const chunks = Array.from({ length: result.chunkCount }, (_, index) => result.getChunk(index))
  return {
    columns: result.columnNames().map((name, index) => ({ name, type: String(types[index]) })),
    rows: chunks.flatMap((chunk) => chunk.convertRows<Json>(jsonValue).map((row) => row.map((value) => value ?? null))),
  }
}
