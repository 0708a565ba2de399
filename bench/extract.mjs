import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extensionFile, extensionFolder } from './extension.mjs'
import { compare, measure } from './measure.mjs'
import { startPostgres } from './postgres.mjs'
import { tpchData } from './tpch-data.mjs'

const rawRun = fileURLToPath(new URL('raw-run.mjs', import.meta.url))

/** Copying one table of a PostgreSQL into Parquet, next to DuckDB's `postgres_scanner`. The server's own work is not counted. */
export async function extract({ root, cli, folder, scale: wanted, runs = 5, say }) {
  const extension = extensionFile({ name: 'postgres_scanner', folder, say })
  const server = extension === undefined ? undefined : await startPostgres()
  if (server === undefined) {
    say('Without a PostgreSQL on this machine and its extension for DuckDB there is nothing to compare.')
    return []
  }
  try {
    const data = await tpchData({ root, folder, scale: wanted, say })
    const place = { folder, extension, connection: server.connection }
    await fill(server, place, { root, data: data.folder })
    const scanner = byScanner(place)
    return ['native', 'portable'].map((extraction) => {
      const name = `one table, lineitem at scale ${data.scale}, extraction: ${extraction} / postgres_scanner`
      const ours = program(place, cli, extraction)
      return compare({ name, ours, floor: scanner, runs, allowed: { cpu: 1.3, wall: 1.1 } })
    })
  } finally {
    await server.stop()
  }
}

/** The table as the bundled sample makes it, with its rows known to be visible to all: the first reader would pay for that. */
async function fill(server, place, { root, data }) {
  const schema = readFileSync(join(root, 'sample/tpch/schema.sql'), 'utf8')
  const [create] = /create table lineitem \([\s\S]*?\n\);/.exec(schema)
  await server.execute(create.replace(/,\s*primary key.*/, ''))
  const insert = `insert into source.public.lineitem select * from '${data}/lineitem.parquet'`
  statements(place, 'fill', [...attach(place), insert])()
  await server.execute('vacuum analyze lineitem')
}

function program({ folder, extension, connection }, cli, extraction) {
  const project = join(folder, 'extract')
  rmSync(project, { recursive: true, force: true })
  mkdirSync(join(project, 'models'), { recursive: true })
  const write = (path, text) => writeFileSync(join(project, path), text)
  write('project.yml', 'name: extract\nprofile: extract\nmodels: {extract: {+materialized: parquet}}\n')
  write('models/copy.sql', "select * from {{ source('source', 'lineitem') }}\n")
  write('models/sources.yml', 'sources:\n  - {name: source, schema: public, tables: [{name: lineitem}]}\n')
  const output = {
    type: 'duckdb',
    threads: 4,
    lake: { type: 'local', path: 'lake' },
    settings: { extension_directory: extensionFolder({ name: 'postgres_scanner', file: extension, folder }) },
    connections: { source: { type: 'postgres', ...connection, sslmode: 'disable', extraction } },
  }
  write('profiles.yml', JSON.stringify({ extract: { target: 'dev', outputs: { dev: output } } }))
  return () => {
    const measured = measure([process.execPath, cli, 'build', '--project-dir', project])
    for (const made of ['lake', 'target']) rmSync(join(project, made), { recursive: true })
    return measured
  }
}

function byScanner(place) {
  const file = join(place.folder, 'extract-scanner.parquet')
  const copy = `copy (select * from source.public.lineitem) to '${file}' (format parquet, compression zstd)`
  const run = statements(place, 'scanner', [...attach(place), copy])
  return () => {
    const measured = run()
    rmSync(file)
    return measured
  }
}

function statements({ folder }, name, sql) {
  const file = join(folder, `extract-${name}.json`)
  writeFileSync(file, JSON.stringify({ path: ':memory:', statements: sql }))
  return () => measure([process.execPath, rawRun, file])
}

function attach({ extension, connection }) {
  const address = Object.entries(connection).map(([key, value]) => `${key}=${value}`)
  return [`load '${extension}'`, `attach '${address.join(' ')}' as source (type postgres)`]
}
