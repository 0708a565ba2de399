import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'

const tables = ['region', 'nation', 'supplier', 'customer', 'part', 'partsupp', 'orders', 'lineitem']
const wheel = 'duckdb-extension-tpch==1.5.5'
const bundledScale = 0.01

/**
 * The folder of TPC-H's tables as Parquet at a scale, and the scale it has. They are made once, by DuckDB's tpch
 * extension from its wheel on PyPI; where that cannot be had, they are the sample that comes with the package.
 */
export async function tpchData({ root, folder, scale, say }) {
  const bundled = { scale: bundledScale, folder: join(root, 'sample/tpch') }
  if (scale === bundledScale) return bundled
  const made = join(folder, `tpch-data-${scale}`)
  if (existsSync(made)) return { scale, folder: made }
  const extension = tpchExtension(folder)
  if (extension === undefined) {
    say(`No Python with pip could install ${wheel}, so the scale is ${bundledScale}: too small to compare.`)
    return bundled
  }
  say(`Making TPC-H's tables at scale ${scale} …`)
  await generate({ extension, scale, folder: `${made}.draft` })
  renameSync(`${made}.draft`, made)
  return { scale, folder: made }
}

/** The extension's file in a virtual environment of our own. */
function tpchExtension(folder) {
  const environment = join(folder, 'venv')
  const find = () => {
    if (!existsSync(environment)) return undefined
    const found = readdirSync(environment, { recursive: true }).find((file) => file.endsWith('tpch.duckdb_extension'))
    return found === undefined ? undefined : join(environment, found)
  }
  const there = find()
  if (there !== undefined) return there
  const succeeds = (...command) => spawnSync(command[0], command.slice(1), { stdio: 'ignore' }).status === 0
  if (!succeeds('python3', '-m', 'venv', environment)) return undefined
  if (!succeeds(join(environment, 'bin/pip'), 'install', '--quiet', '--no-deps', wheel)) return undefined
  return find()
}

async function generate({ extension, scale, folder }) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(`load '${extension}'`)
    await connection.run(`call dbgen(sf = ${scale})`)
    for (const table of tables) {
      await connection.run(`copy ${table} to '${join(folder, `${table}.parquet`)}' (format parquet, compression zstd)`)
    }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
