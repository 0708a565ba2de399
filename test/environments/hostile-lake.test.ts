import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { viewsMaker } from '../../src/app/views-file.ts'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { pointerKey } from '../../src/environments/layout.ts'
import { type TableEntry, tablesByKey } from '../../src/environments/pointer.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { repairDerived } from '../../src/environments/repair-derived.ts'
import { StoreError } from '../../src/ports/store.ts'
import { openTables } from '../../src/run/open-environment.ts'
import { built, change, diagnosticsOf, publishedOrThrow, testLake, view } from './lake.ts'

/* What somebody may have written who may write the lake, and nothing else. */
const lake = testLake()

async function refusal(work: () => Promise<unknown>): Promise<StoreError> {
  try {
    await work()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('It was expected to be refused.')
}

test.each(["select 1 as a; copy (select 42) to 'F'", "select 1 as a;\n-- ;\ncopy (select 42) to 'F';"])(
  'a view of several statements runs none of them: %s',
  async (sql) => {
    const { store, folder } = lake()
    const file = join(folder, 'written.csv')
    const hostile = view('kpis', [], sql.replace('F', file))
    await publishedOrThrow(lake(), change('run-1', { set: [hostile] }))
    await using engine = await openDuckDB({ path: ':memory:', spillFolder: folder })
    const tables = tablesByKey([hostile])
    expect((await refusal(() => openTables([...tables.keys()], { tables, engine, store }))).code).toBe('store/corrupt')
    expect((await refusal(() => repairDerived(store, 'dev', viewsMaker(folder)))).code).toBe('store/corrupt')
    expect(existsSync(file)).toBe(false)
  },
)

/** Publishes a table, and reads a pointer in which a part of it was replaced. */
async function changed(from: string, to: string): Promise<readonly string[]> {
  const { store } = lake()
  const table: TableEntry = await built(lake(), { name: 'orders', content: 'one' })
  await publishedOrThrow(lake(), change('run-1', { set: [table] }))
  const text = Buffer.from((await store.get(pointerKey('dev')))?.content ?? '').toString()
  expect(text).toContain(from)
  await store.put(pointerKey('dev'), Buffer.from(text.replace(from, () => to)))
  return (await diagnosticsOf(() => readPointer(store, 'dev'))).map(({ code, message }) => `${code} ${message}`)
}

test.each([
  'INTEGER) as x; drop table y; --',
  'INTEGER), (select content from read_text(1)',
  'DECIMAL((1)',
  "ENUM('a'; 'b')",
  'INTEGER -- x',
])('a type that is more than its name is refused: %s', async (type) => {
  expect(await changed('"INTEGER"', JSON.stringify(type))).toEqual([expect.stringContaining('store/corrupt')])
})

test.each([
  'DECIMAL(18,3)',
  'STRUCT("a b" INTEGER, c VARCHAR[])[3]',
  "ENUM('a;b', 'it''s', '()')",
  'MAP(VARCHAR, TIMESTAMP WITH TIME ZONE)',
  'UNION(num INTEGER, str VARCHAR)',
])('types of the engine are read: %s', async (type) => {
  const { store } = lake()
  const table = await built(lake(), { name: 'orders', content: 'one' })
  await publishedOrThrow(lake(), change('run-1', { set: [{ ...table, columns: [{ name: 'a', type }] }] }))
  expect((await readPointer(store, 'dev'))?.content.tables.get('gold.orders')?.columns).toEqual([{ name: 'a', type }])
})

test.each(['data/../../../etc/passwd', '/etc/passwd', 'environments/dev/current.json', 'data/gold/x/../../y.parquet'])(
  'a key that leads elsewhere is refused: %s',
  async (key) => {
    const { store } = lake()
    const table = await built(lake(), { name: 'orders', content: 'one' })
    await publishedOrThrow(lake(), change('run-1', { set: [table] }))
    const text = Buffer.from((await store.get(pointerKey('dev')))?.content ?? '').toString()
    await store.put(pointerKey('dev'), Buffer.from(text.replace(table.files[0]?.key ?? '', key)))
    expect((await diagnosticsOf(() => readPointer(store, 'dev')))[0]?.message).toContain('is not a key of a data file')
  },
)
