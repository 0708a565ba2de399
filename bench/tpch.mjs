import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, measure } from './measure.mjs'
import { tpchData } from './tpch-data.mjs'

const rawRun = fileURLToPath(new URL('raw-run.mjs', import.meta.url))

/** Building the TPC-H project from Parquet files into an empty lake, next to the same SQL in one DuckDB process. */
export async function tpch({ root, cli, folder, scale: wanted, runs = 3, say }) {
  const data = await tpchData({ root, folder, scale: wanted, say })
  const project = join(folder, 'tpch')
  const raw = join(folder, 'tpch-raw')
  copyProject({ root, project, data: data.folder })
  const build = () => measure([process.execPath, cli, 'build', '--project-dir', project])
  const file = join(folder, 'tpch-raw.json')
  const byHand = () => measure([process.execPath, rawRun, file])
  build()
  writeFileSync(file, JSON.stringify({ path: ':memory:', statements: rawStatements(project, raw) }))
  for (const made of ['lake', 'target']) rmSync(join(project, made), { recursive: true })
  rmSync(raw, { recursive: true, force: true })
  return [
    compare({
      name: `build, TPC-H at scale ${data.scale} / by hand`,
      ours: () => emptied(build, ['lake', 'target'], project),
      floor: () => {
        mkdirSync(raw)
        return emptied(byHand, ['.'], raw)
      },
      runs,
      allowed: { cpu: 1.15, peak: 1.2 },
    }),
  ]
}

/**
 * Whether the TPC-H project is built in a container of 2 GB: with the limit that the program gives DuckDB there by itself,
 * the peak of the process next to all that the container has.
 */
export async function memory({ root, cli, folder, scale: wanted, runs = 1, say }) {
  const data = await tpchData({ root, folder, scale: wanted, say })
  const project = join(folder, 'memory')
  copyProject({ root, project, data: data.folder, memoryLimit: '1038MiB' })
  const build = () => measure([process.execPath, cli, 'build', '--project-dir', project])
  return [
    compare({
      name: `build, TPC-H at scale ${data.scale} in 2 GB / all of it`,
      ours: () => emptied(build, ['lake', 'target'], project),
      floor: () => ({ peak: 2048 }),
      runs,
      allowed: { peak: 1 },
    }),
  ]
}

/** Removes what a run made right behind it: some file systems are slow where files were deleted a moment ago. */
function emptied(run, made, folder) {
  const measured = run()
  for (const path of made) rmSync(join(folder, path), { recursive: true })
  return measured
}

/** The project of this repository with its sources in files, and a lake of its own. */
export function copyProject({ root, project, data, memoryLimit }) {
  rmSync(project, { recursive: true, force: true })
  for (const part of ['project.yml', 'models', 'macros', 'seeds', 'data-tests']) {
    cpSync(join(root, part), join(project, part), { recursive: true })
  }
  const sources = join(project, 'models/bronze/sources.yml')
  const schema = '    schema: public\n'
  const location = `    config: {external_location: '${data}/{name}.parquet'}\n`
  const text = readFileSync(sources, 'utf8')
  if (!text.includes(schema)) throw new Error(`${sources} has no line "${schema.trim()}" to put a location behind.`)
  writeFileSync(sources, text.replace(schema, schema + location))
  const limit = memoryLimit === undefined ? '' : `, memory_limit: ${memoryLimit}`
  writeFileSync(
    join(project, 'profiles.yml'),
    `tpch:\n  target: dev\n  outputs:\n    dev: {type: duckdb, threads: 4, lake: {type: local, path: lake}${limit}}\n`,
  )
}

/** What the build ran, from its own artifacts: COPY to Parquet and a view over it, views, a query for each test. */
function rawStatements(project, folder) {
  const { nodes } = JSON.parse(readFileSync(join(project, 'target/manifest.json'), 'utf8'))
  const all = parentsFirst(Object.values(nodes))
  const tables = all.filter(({ resource_type: type }) => type === 'model' || type === 'seed')
  const tests = all.filter(({ resource_type: type }) => type === 'test')
  return [
    ...new Set(tables.map(({ schema }) => `create schema if not exists "${schema}"`)),
    ...tables.flatMap((node) => tableStatements(node, { project, folder })),
    ...tests.map((test) => `select ${test.config.fail_calc} from (\n${test.compiled_code}\n)`),
  ]
}

function tableStatements(node, { project, folder }) {
  const { config, relation_name: relation } = node
  if (config.materialized === 'ephemeral') return []
  const file = join(folder, `${node.unique_id}.parquet`)
  const copy = (query) => `copy (${ordered(query, config)}) to '${file}' (format parquet, compression zstd)`
  if (config.materialized === 'view') {
    const view = `create view ${relation} as\n${node.compiled_code}`
    return config.export === 'parquet' ? [view, copy(node.compiled_code)] : [view]
  }
  const query =
    node.resource_type === 'seed'
      ? `select * from read_csv('${join(project, node.original_file_path)}', sample_size = -1)`
      : node.compiled_code
  return [copy(query), `create view ${relation} as select * from read_parquet('${file}')`]
}

/** The order of the rows is the model's as much as its SQL is. */
function ordered(query, { order_by: columns }) {
  return columns === undefined ? `\n${query}\n` : `select * from (\n${query}\n) order by ${columns.join(', ')}`
}

function parentsFirst(nodes) {
  const byId = new Map(nodes.map((node) => [node.unique_id, node]))
  const ordered = new Set()
  const seen = new Set()
  const visit = (node) => {
    if (node === undefined || seen.has(node)) return
    seen.add(node)
    for (const id of node.depends_on.nodes ?? []) visit(byId.get(id))
    ordered.add(node)
  }
  nodes.forEach(visit)
  return [...ordered]
}
