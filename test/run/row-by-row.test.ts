import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/ports/engine.ts'
import { isRowByRow } from '../../src/run/row-by-row.ts'

const table = { schema: 'shop:copy', identifier: 'orders' }
let engine: Engine
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tpchmodel-row-by-row-'))
  engine = await openDuckDB({ path: ':memory:', spillFolder: folder })
  const empty = join(folder, 'empty.csv')
  writeFileSync(empty, '')
  const columns = "{id: 'INTEGER', note: 'VARCHAR', price: 'DECIMAL(9,2)'}"
  for (const identifier of ['orders', 'others']) {
    await engine.execute(
      `create schema if not exists "shop:copy";
      create view "shop:copy"."${identifier}" as from read_csv('${empty}', auto_detect = false, header = false, columns = ${columns})`,
    )
  }
})

afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

const ask = (sql: string) => isRowByRow(sql.replaceAll('ORDERS', '"shop:copy"."orders"'), table, engine)

describe('a query that copies rows of its one table', () => {
  test.each([
    'select * from ORDERS',
    'select * exclude (note), upper(note) as note, cast(price * 2 as decimal(10, 1)) as twice from ORDERS as o',
    'with source as (select * from ORDERS), renamed as (select id as order_id from source) select * from renamed',
    "select id, case when note like 'a%' then 1 else 2 end as kind from (select * from ORDERS) where id between 3 and 9",
  ])('is seen to be one: %s', async (sql) => {
    expect(await ask(sql)).toBe(true)
  })
})

describe('a query may name something else, or needs more rows than one, and then', () => {
  test.each([
    'select count(*) from ORDERS',
    'select distinct id from ORDERS',
    'select * from ORDERS order by id',
    'select * from ORDERS limit 3',
    'select id, row_number() over () from ORDERS',
    'select a.id from ORDERS a join ORDERS b using (id)',
    'select * from ORDERS where id in (select id from "shop:copy".others)',
    'select * from "shop:copy".others',
    'select * from ORDERS union all select * from ORDERS',
    'select *, (select max(path) from duckdb_databases()) as path from ORDERS',
    'select * from ORDERS, duckdb_secrets()',
    "select * from ORDERS, query('select 1')",
    'with duckdb_tables as (select 1 as x) select o.* from ORDERS o, (select * from duckdb_databases) d',
    'select 1 as one',
    'from range(3)',
  ])('it is not one: %s', async (sql) => {
    expect(await ask(sql)).toBe(false)
  })
})
