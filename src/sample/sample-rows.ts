import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlLiteral } from '../dialects/literal.ts'
import { type SampleFiles, tpchTables } from './sample-files.ts'

/** The options of PostgreSQL's COPY under which it reads the files. */
export const copyFormat = "format csv, null '\\N'"

/** Writes each table as a file that PostgreSQL's COPY reads, one after the other, and lends it to `use`. */
export async function withSampleRows(
  { file }: SampleFiles,
  use: (table: string, rows: string) => Promise<void>,
): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-sample-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    for (const table of tpchTables) {
      const rows = join(folder, `${table}.csv`)
      const query = `select * from read_parquet(${sqlLiteral(file(table))})`
      await connection.run(`copy (${query}) to ${sqlLiteral(rows)} (format csv, header false, nullstr '\\N')`)
      await use(table, rows)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(folder, { recursive: true, force: true })
  }
}
