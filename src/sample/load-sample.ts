import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Client } from 'pg'
import { duckdbDialect } from '../dialects/duckdb.ts'
import { sampleFiles } from './sample-files.ts'
import { copyFormat, withSampleRows } from './sample-rows.ts'

/**
 * Creates TPC-H's tables in a schema of a PostgreSQL and loads the sample's rows, all in one transaction. A table that is
 * there already stops it, with nothing changed. Throws `ExtractError` for an unknown scale, else the driver's error.
 */
export async function loadSample(
  client: Client,
  { scale, schema = 'public' }: { readonly scale: number; readonly schema?: string },
): Promise<void> {
  const files = sampleFiles(scale)
  const { from } = await import('pg-copy-streams')
  await client.query('begin')
  try {
    const quoted = duckdbDialect.quote(schema)
    await client.query(`create schema if not exists ${quoted}`)
    await client.query(`set local search_path = ${quoted}`)
    await client.query(files.schemaSql)
    await withSampleRows(files, async (table, rows) => {
      await pipeline(createReadStream(rows), client.query(from(`copy ${table} from stdin (${copyFormat})`)))
    })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
