import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { extensionFile } from './extension.mjs'

const tables = ['region', 'nation', 'supplier', 'customer', 'part', 'partsupp', 'orders', 'lineitem']
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
  const extension = extensionFile({ name: 'tpch', folder, say })
  if (extension === undefined) {
    say(`So the scale is ${bundledScale}: too small to compare.`)
    return bundled
  }
  say(`Making TPC-H's tables at scale ${scale} …`)
  await generate({ extension, scale, folder: `${made}.draft` })
  renameSync(`${made}.draft`, made)
  return { scale, folder: made }
}

/** Through a database on disk, so that large scales need no more memory than small ones. */
async function generate({ extension, scale, folder }) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const database = join(folder, 'tables.duckdb')
  const instance = await DuckDBInstance.create(database, { memory_limit: '2GB' })
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
  rmSync(database, { force: true })
}
