import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect } from 'vitest'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { viewsSql } from '../../src/environments/views-sql.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { shopTables } from './shop.ts'

/** Table → what a reader finds in it, such as `older: 40 orders`. Tables that are not there are left out. */
export type Found = Readonly<Record<string, string>>

/** Tables of the shop that have one file. */
export const ofOneFile = Object.keys(shopTables).filter(
  (table) => table !== 'silver.order_years' && table !== 'interface.revenue_view',
)

/** The same content in each table. */
export function eachTable(content: string, tables: readonly string[] = Object.keys(shopTables)): Found {
  return Object.fromEntries(tables.map((table) => [table, content]))
}

/** Every reader finds this content in every table that it can read. */
export async function expectEverywhere(lake: string, content: string, environment = 'dev'): Promise<void> {
  expect(await throughPointer(lake, environment)).toEqual(eachTable(content))
  expect(await throughViews(lake, environment)).toEqual(eachTable(content))
  expect(await throughStablePaths(lake, environment)).toEqual(eachTable(content, ofOneFile))
  expect(await throughManifests(lake, environment)).toEqual(eachTable(content, [...ofOneFile, 'silver.order_years']))
}

/**
 * Those who follow the pointer, and those who open the views, find all tables of one content or all of the other; the
 * others find each table whole. Returns which content the pointer shows.
 */
export async function expectOneOf(lake: string, contents: readonly string[], moment: string): Promise<string> {
  const states = contents.map((content) => eachTable(content))
  const seen = await throughPointer(lake)
  expect(states, moment).toContainEqual(seen)
  expect(states, moment).toContainEqual(await throughViews(lake))
  for (const found of [await throughStablePaths(lake), await throughManifests(lake)]) {
    expect(Object.keys(found).length, moment).toBeGreaterThan(4)
    for (const content of Object.values(found)) expect(contents, moment).toContain(content)
  }
  return seen['gold.revenue'] ?? ''
}

type Query = (sql: string) => Promise<readonly (readonly unknown[])[]>

/** Lends a DuckDB of a reader's own. */
export async function withDuckDB<T>(use: (query: Query) => Promise<T>, file = ':memory:'): Promise<T> {
  const options: Record<string, string> = file === ':memory:' ? {} : { access_mode: 'READ_ONLY' }
  const instance = await DuckDBInstance.create(file, { ...options, threads: '1' })
  try {
    const connection = await instance.connect()
    return await use(async (sql) => (await connection.runAndReadAll(sql)).getRowsJson())
  } finally {
    instance.closeSync()
  }
}

/** What is read by those who follow the pointer: all tables at one moment. */
export async function throughPointer(lake: string, environment = 'dev'): Promise<Found> {
  const pointer = (await readPointer(await openLocalStore(lake), environment))?.content
  if (pointer === undefined) return {}
  return withDuckDB(async (query) => {
    for (const sql of viewsSql(pointer, (key) => join(lake, key))) await query(sql)
    return found(query, [...pointer.tables.keys()], (table) => table)
  })
}

/** What is read by a program that opens the environment's DuckDB file. */
export async function throughViews(lake: string, environment = 'dev'): Promise<Found> {
  const file = join(lake, environment, 'views.duckdb')
  if (!existsSync(file)) return {}
  return withDuckDB(async (query) => {
    const rows = await query(`select schema_name || '.' || view_name from duckdb_views() where not internal`)
    return found(
      query,
      rows.map(([name]) => String(name)),
      (table) => table,
    )
  }, file)
}

/**
 * The same, asked again when the query fails: DuckDB opens a file twice, and refuses one that was replaced in between.
 */
export async function throughReplacedPaths(lake: string): Promise<Found> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await throughStablePaths(lake)
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

/** What is read at the stable paths. */
export function throughStablePaths(lake: string, environment = 'dev'): Promise<Found> {
  const files = new Map<string, string>()
  for (const table of Object.keys(shopTables)) {
    const [layer = '', name = ''] = table.split('.')
    const file = join(lake, environment, layer, name, `${name}.parquet`)
    if (existsSync(file)) files.set(table, file)
  }
  return withDuckDB((query) => found(query, [...files.keys()], (table) => `'${files.get(table)}'`))
}

/** What is read by those who follow symlink manifests. */
export function throughManifests(lake: string, environment = 'dev'): Promise<Found> {
  const folder = join(lake, 'environments', environment, 'symlink')
  const files = new Map<string, string>()
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const manifest = join(folder, name, 'manifest.txt')
    const table = Object.keys(shopTables).find((known) => known.endsWith(`.${name}`))
    if (table === undefined || !existsSync(manifest)) continue
    const paths = readFileSync(manifest, 'utf8')
      .trimEnd()
      .split('\n')
      .map((url) => fileURLToPath(url))
    files.set(table, `read_parquet([${paths.map((path) => `'${path}'`).join(', ')}])`)
  }
  return withDuckDB((query) => found(query, [...files.keys()], (table) => String(files.get(table))))
}

async function found(query: Query, tables: readonly string[], place: (table: string) => string): Promise<Found> {
  const contents: Record<string, string> = {}
  for (const table of tables) {
    const count = shopTables[table]
    if (count === undefined) continue
    const sql = `select string_agg(distinct batch, ' and '), ${count} from ${place(table)}`
    const [[batch, orders] = []] = await query(sql)
    contents[table] = `${batch}: ${orders} orders`
  }
  return contents
}
