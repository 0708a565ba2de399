import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import type { Client } from 'pg'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { duckdbDialect } from '../dialects/duckdb.ts'
import { tablesThere } from './diagnostics.ts'
import { bundledScale, sampleFiles, tpchTables } from './sample-files.ts'
import { bundledRows, copyFormat, type SampleRows, withSampleRows } from './sample-rows.ts'

export interface SampleLoad {
  /** Default: those that come with the package. */
  readonly rows?: SampleRows
  /** Where the tables are made; the schema too, if it is not there. Default: `public`. */
  readonly schema?: string
  /** Whether tables of these names that are there give way, with their rows. */
  readonly replace?: boolean
  /** Told each table that is loaded, before it counts: the rows are there when all of them are. */
  readonly onTable?: (table: string, rows: number) => void
}

/**
 * Creates TPC-H's tables in a schema of a PostgreSQL and loads their rows, all in one transaction. Tables that are there
 * already stop it unless they may be replaced; where it stops, nothing is changed. Throws `ProjectError`, else
 * the driver's error.
 */
export async function loadSample(client: Client, load: SampleLoad = {}): Promise<void> {
  const files = sampleFiles(bundledScale)
  const { rows = bundledRows(files), schema = 'public', replace = false, onTable } = load
  const { from } = await import('pg-copy-streams')
  await client.query('begin')
  try {
    const quoted = duckdbDialect.quote(schema)
    await client.query(`create schema if not exists ${quoted}`)
    await client.query(`set local search_path = ${quoted}`)
    if (replace) await client.query(`drop table if exists ${tpchTables.join(', ')}`)
    else await refuseOthers(client, schema)
    await client.query(files.schemaSql)
    await withSampleRows(rows, async (table, path) => {
      const into = client.query(from(`copy ${table} from stdin (${copyFormat})`))
      await pipeline(createReadStream(path), into)
      onTable?.(table, into.rowCount)
    })
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}

async function refuseOthers(client: Client, schema: string): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    'select relname from pg_class where relnamespace = $1::regnamespace and relname = any($2) order by 1',
    [duckdbDialect.quote(schema), tpchTables],
  )
  if (rows.length === 0) return
  throw new ProjectError([
    tablesThere(
      schema,
      rows.map(({ relname }) => relname),
    ),
  ])
}
