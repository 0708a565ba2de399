import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/ports/engine.ts'
import type { SourceTable } from '../../src/ports/extractor.ts'
import { neededColumns } from '../../src/run/needed-columns.ts'
import { scannedRows } from '../../src/run/scanned-rows.ts'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tpchmodel-needed-'))
  await writeFile(join(folder, 'empty.csv'), '')
  engine = await openDuckDB({ path: ':memory:', spillFolder: join(folder, 'spill') })
})
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function table(identifier: string, columns: Readonly<Record<string, string>>) {
  const described: SourceTable = {
    origin: { schema: 'crm', identifier },
    columns: Object.entries(columns).map(([name, type]) => ({ name, type, sourceType: type })),
  }
  return { table: described, relation: { schema: 'crm', identifier } }
}

const orders = table('orders', { id: 'BIGINT', 'Customer Id': 'BIGINT', amount: 'DECIMAL(9,2)', note: 'VARCHAR' })
const customers = table('customers', { id: 'BIGINT', name: 'VARCHAR' })

/** `orders: id, amount ×1` */
async function needs(sql: string): Promise<readonly string[]> {
  const sources = [orders, customers]
  const found = await neededColumns(sql, sources, { engine, emptyFile: join(folder, 'empty.csv') })
  return found.map(
    ({ columns, scans }, index) => `${sources[index]?.table.origin.identifier}: ${columns.join(', ')} ×${scans}`,
  )
}

describe('of a source travel', () => {
  test.for([
    ['select amount from crm.orders where id > 3', ['orders: id, amount ×1', 'customers:  ×0']],
    ['select * from crm.customers', ['orders:  ×0', 'customers: id, name ×1']],
    ['select count(*) from crm.orders', ['orders:  ×1', 'customers:  ×1']],
    [
      'select c.name, sum(o.amount) from crm.orders o join crm.customers c on c.id = o."Customer Id" group by all',
      ['orders: Customer Id, amount ×1', 'customers: id, name ×1'],
    ],
    [
      'select a.id from crm.orders a join crm.orders b on a.id = b."Customer Id"',
      ['orders: id, Customer Id ×2', 'customers:  ×0'],
    ],
    [
      'with x as (select id, note from crm.orders) select id from x order by note limit 3',
      ['orders: id, note ×1', 'customers:  ×0'],
    ],
    ['select id from crm.orders where false', ['orders:  ×0', 'customers:  ×0']],
    ['select id from crm.customers where exists (select 1 from crm.orders)', ['orders:  ×1', 'customers: id ×2']],
  ] as const)('the columns that "%s" needs', async ([sql, expected]) => {
    expect(await needs(sql)).toEqual(expected)
  })
})

test('a query that does not bind is refused at its own position', async () => {
  await expect(needs('select nothing from crm.orders')).rejects.toMatchObject({ kind: 'Binder', position: 7 })
})

describe('the rows that a query read', () => {
  async function profileOf(sql: string): Promise<string> {
    const { rows } = await engine.execute(`explain (analyze, format json) ${sql}`)
    return String(rows[0]?.[1])
  }
  const scan = (name: string) => `read_csv('${join(folder, name)}', header = true, auto_detect = true)`

  test('are counted before its filters, for each file', async () => {
    await writeFile(join(folder, 'ten.csv'), `n\n${Array.from({ length: 10 }, (_, n) => `${n}\n`).join('')}`)
    const { scans, mayStopEarly } = scannedRows(await profileOf(`select n from ${scan('ten.csv')} where n > 7`))
    expect([scans.map(({ rows }) => rows), mayStopEarly]).toEqual([[10], false])
    expect(scans[0]?.file).toContain('ten.csv')
  })

  test.for(['select n from TEN limit 1', 'select a.n from TEN a join TEN b using (n)'])(
    'may be fewer than there are, in "%s"',
    async (sql) => {
      await writeFile(join(folder, 'ten.csv'), 'n\n1\n2\n')
      expect(scannedRows(await profileOf(sql.replaceAll('TEN', scan('ten.csv')))).mayStopEarly).toBe(true)
    },
  )
})
