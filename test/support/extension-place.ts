import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

/** Puts a file of DuckDB's extension `tpch` where a DuckDB finds it whose home is this folder. */
export async function installTpch(home: string, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    'select library_version from pragma_version(), (select 1) union all select platform from pragma_platform()',
  )
  const [version, platform] = reader.getRows().map(([value]) => String(value))
  connection.closeSync()
  instance.closeSync()
  const place = join(home, '.duckdb', 'extensions', version ?? '', platform ?? '', 'tpch.duckdb_extension')
  mkdirSync(dirname(place), { recursive: true })
  cpSync(file, place)
}
