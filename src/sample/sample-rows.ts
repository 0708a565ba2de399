import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { sqlLiteral } from '../dialects/literal.ts'
import { type SampleFiles, tpchTables } from './sample-files.ts'

/** The options of PostgreSQL's COPY under which it reads the files. */
export const copyFormat = "format csv, null '\\N'"

/** Where DuckDB finds the rows of TPC-H's tables. */
export interface SampleRows {
  /** Makes them first, in a database on disk that is removed afterwards. */
  readonly make?: (connection: DuckDBConnection) => Promise<unknown>
  /** What reads a table's rows, in the order of the columns of PostgreSQL's table. */
  readonly query: (table: string) => string
}

/** The rows that come with the package. */
export function bundledRows({ file }: Pick<SampleFiles, 'file'>): SampleRows {
  return { query: (table) => `select * from read_parquet(${sqlLiteral(file(table))})` }
}

/** Writes each table as a file that PostgreSQL's COPY reads, one after the other, and lends it to `use`. */
export async function withSampleRows(
  { make, query }: SampleRows,
  use: (table: string, rows: string) => Promise<void>,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-sample-'))
  const instance = await DuckDBInstance.create(make === undefined ? ':memory:' : join(folder, 'tables.duckdb'))
  const connection = await instance.connect()
  try {
    await make?.(connection)
    for (const table of tpchTables) {
      const rows = join(folder, `${table}.csv`)
      await connection.run(`copy (${query(table)}) to ${sqlLiteral(rows)} (format csv, header false, nullstr '\\N')`)
      await use(table, rows)
      await rm(rows, { force: true })
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
}
