import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dataKey } from '../../src/environments/layout.ts'
import { type ParquetTable, type TableEntry, tablesByKey } from '../../src/environments/pointer.ts'
import { distantViewsSql, readVersionSql, viewsSql } from '../../src/environments/views-sql.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import { fingerprint, view } from './lake.ts'

let folder: string
let instance: DuckDBInstance
let connection: DuckDBConnection
beforeEach(async () => {
  // A folder that looks like a partition, and has a quote, must not matter.
  folder = join(await mkdtemp(join(tmpdir(), 'tpchmodel-views-')), "year=1=it's")
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
})
afterEach(async () => {
  connection.closeSync()
  instance.closeSync()
  await rm(join(folder, '..'), { recursive: true, force: true })
})

const resolve = (key: string): string => join(folder, key)

async function rows(sql: string): Promise<unknown> {
  return (await connection.runAndReadAll(sql)).getRowsJson()
}

/** Writes rows to Parquet as a version of a table is written, and describes it. */
async function table(name: string, select: string, partitionBy: readonly string[] = []): Promise<ParquetTable> {
  const version = fingerprint(name)
  const place = { layer: 'gold', name }
  const sha256 = fingerprint(`${name} file`)
  const described = (await connection.runAndReadAll(`describe ${select}`)).getRowsJson()
  const target = resolve(dataKey(place, version, { part: 0, sha256 }))
  await mkdir(join(target, '..'), { recursive: true })
  const quoted = target.replaceAll("'", "''")
  let keys = [relative(folder, target)]
  if (partitionBy.length === 0) await connection.run(`copy (${select}) to '${quoted}' (format parquet)`)
  else {
    const root = join(target, '..').replaceAll("'", "''")
    const columns = partitionBy.map((column) => `"${column}"`).join(', ')
    const pattern = `00000-${sha256}`
    await connection.run(
      `copy (${select}) to '${root}' (format parquet, partition_by (${columns}), overwrite_or_ignore, filename_pattern '${pattern}')`,
    )
    const files = (await connection.runAndReadAll(`select file from glob('${root}/**/*.parquet')`)).getRowsJson()
    keys = files.map(([file]) => relative(folder, String(file)))
  }
  return {
    kind: 'parquet',
    name,
    nodeId: nodeId('model', 'tpch', name),
    layer: 'gold',
    relation: { schema: 'gold', identifier: name },
    fingerprint: version,
    columns: described.map(([column, type]) => ({ name: String(column), type: String(type) })),
    tests: [],
    builtBy: 'run-1',
    builtAt: new Date(),
    partitionBy,
    files: keys.map((key) => ({ key, bytes: 1, sha256, rows: 1 })),
  }
}

async function createViews(tables: readonly TableEntry[]): Promise<void> {
  const pointer = { epoch: 1, run: 'run-1', publishedAt: new Date(), tables: tablesByKey(tables) }
  for (const statement of viewsSql(pointer, resolve)) await connection.run(statement)
}

test('a table is a view over exactly its files, with its columns and no other', async () => {
  const orders = await table('orders', 'select 1 as a, 2.50::decimal(15,2) as "the price"')
  await createViews([orders])
  expect(await rows('select * from gold.orders')).toEqual([[1, '2.50']])
  expect(await rows('select column_name, data_type from information_schema.columns order by ordinal_position')).toEqual(
    [
      ['a', 'INTEGER'],
      ['the price', 'DECIMAL(15,2)'],
    ],
  )
})

test('partition columns keep their place and their types, and odd values', async () => {
  const select = `select * from (values
    (date '2024-01-01', 1, 1.50::decimal(15,2), 'a b=%/c*é'), (null, 2, null, null), (date '2024-01-02', 3, 2.00, '..')
  ) as t (d, a, p, "odd name")`
  const by = await table('by_date', select, ['d', 'p', 'odd name'])
  await createViews([by])
  expect(await rows('select * from gold.by_date order by a')).toEqual([
    ['2024-01-01', 1, '1.50', 'a b=%/c*é'],
    [null, 2, null, null],
    ['2024-01-02', 3, '2.00', '..'],
  ])
  expect(await rows('select typeof(d), typeof(p), typeof("odd name") from gold.by_date limit 1')).toEqual([
    ['DATE', 'DECIMAL(15,2)', 'VARCHAR'],
  ])
})

test('a partitioned table without rows is a view of its columns', async () => {
  const by = await table('by_date', "select 1 as a, date '2024-01-01' as d where false", ['d'])
  expect(by.files).toEqual([])
  await createViews([by])
  expect(await rows('select * from gold.by_date')).toEqual([])
  expect(await rows('select data_type from information_schema.columns order by ordinal_position')).toEqual([
    ['INTEGER'],
    ['DATE'],
  ])
})

test('views come after what they read, whatever their names', async () => {
  const orders = await table('orders', 'select 7 as a')
  const z = view('z', [orders], 'select a from gold.orders')
  const m = view('m', [z], 'select a + 1 as a from interface.z')
  const a = view('a', [m, orders], 'select a + 1 as a from interface.m')
  await createViews([a, m, z, orders])
  expect(await rows('select * from interface.a')).toEqual([[9]])
})

test('views over files that are not there yet are those over files that are', async () => {
  const select =
    "select 1 as a, 2.5::decimal(15,2) as \"the price\", {'x': [date '2024-01-01']} as s, 'a=b/c' as \"odd name\", 7 as y"
  const whole = await table('whole', select)
  const parts = await table('parts', select, ['y', 'odd name'])
  const above = view('above', [whole], 'select a + 1 as a from gold.whole')
  const pointer = { epoch: 1, run: 'run-1', publishedAt: new Date(), tables: tablesByKey([above, whole, parts]) }
  await rename(folder, `${folder}-away`)
  for (const statement of distantViewsSql(pointer, resolve)) await connection.run(statement)
  await expect(rows('select * from gold.whole')).rejects.toThrow('No files found')
  await rename(`${folder}-away`, folder)
  const row = [1, '2.50', { x: ['2024-01-01'] }, 'a=b/c', 7]
  expect(await rows('select * from gold.whole')).toEqual([row])
  expect(await rows('select * from gold.parts')).toEqual([row])
  expect(await rows('select * from interface.above')).toEqual([[2]])
  expect(
    await rows(
      "select count(*) from duckdb_functions() where function_name = 'read_parquet' and database_name = 'memory'",
    ),
  ).toEqual([['0']])
})

test('one version can be read alone', async () => {
  const orders = await table('orders', 'select 7 as a, 8 as b')
  expect(await rows(`select b from (${readVersionSql(orders, resolve)})`)).toEqual([[8]])
})
