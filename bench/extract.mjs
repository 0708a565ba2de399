import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { extensionFile } from './extension.mjs'
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
    const ours = program(place, cli)
    const scanner = byScanner(place)
    const name = `one table, lineitem at scale ${data.scale} / postgres_scanner`
    return [compare({ name, ours, floor: scanner, runs, allowed: { cpu: 1.3, wall: 1.1 } })]
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

function program({ folder, connection }, cli) {
  const project = join(folder, 'extract')
  rmSync(project, { recursive: true, force: true })
  mkdirSync(join(project, 'models'), { recursive: true })
  const write = (path, text) => writeFileSync(join(project, path), text)
  write('project.yml', 'name: extract\nprofile: extract\nmodels: {extract: {+materialized: parquet}}\n')
  write('models/copy.sql', "select * from {{ source('source', 'lineitem') }}\n")
  write('models/sources.yml', 'sources:\n  - {name: source, schema: public, tables: [{name: lineitem}]}\n')
  const source = JSON.stringify({ type: 'postgres', ...connection, sslmode: 'disable' })
  const output = `{type: duckdb, threads: 4, lake: {type: local, path: lake}, connections: {source: ${source}}}`
  write('profiles.yml', `extract: {target: dev, outputs: {dev: ${output}}}\n`)
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
