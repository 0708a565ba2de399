import { expect, test } from 'vitest'
import { type Pointer, sameVersion, type TableEntry, tablesByKey } from '../../src/environments/pointer.ts'
import { pointerBytes, readPointer } from '../../src/environments/read-pointer.ts'
import { built, diagnosticsOf, testLake, view } from './lake.ts'

const lake = testLake()
const key = 'environments/dev/current.json'

async function pointer(): Promise<Pointer> {
  const orders = await built(lake(), { name: 'orders', content: ['one', 'two'] })
  const partitioned: TableEntry = {
    ...orders,
    name: 'by_year',
    relation: { schema: 'gold', identifier: 'By Year' },
    columns: [{ name: '__proto__', type: 'DECIMAL(15,2)' }],
    partitionBy: ['__proto__'],
    files: orders.files.map((file) => ({ ...file, partition: [{ column: '__proto__', value: null }] })),
    tests: [{ name: 'not_null_orders_a', status: 'warn', failures: 3 }],
  }
  const explained: TableEntry = {
    ...orders,
    relation: { schema: 'gold', identifier: 'explained' },
    inputs: { code: 'c', sql: 's', options: 'o', parents: 'p', engine: 'duckdb 1.5.5' },
    seconds: 1.25,
  }
  const odd: TableEntry = { ...orders, relation: { schema: '__proto__', identifier: 'constructor' } }
  return {
    epoch: 4,
    run: 'run-4',
    publishedAt: lake().clock.now(),
    tables: tablesByKey([orders, partitioned, explained, odd, view('kpis', [orders])]),
  }
}

async function stored(change: (text: string) => string): Promise<() => Promise<unknown>> {
  const { store } = lake()
  const text = Buffer.from(pointerBytes(await pointer())).toString()
  await store.put(key, Buffer.from(change(text)))
  return () => readPointer(store, 'dev')
}

test('a pointer is read as it was written, with names that mean something to JavaScript', async () => {
  const written = await pointer()
  await lake().store.put(key, pointerBytes(written))
  const read = await readPointer(lake().store, 'dev')
  expect(read?.content).toEqual(written)
  expect([...(read?.content.tables.keys() ?? [])]).toEqual([
    '__proto__.constructor',
    'gold.by year',
    'gold.explained',
    'gold.orders',
    'interface.kpis',
  ])
  expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  expect('name' in {}).toBe(false)
})

test('where nothing was published there is no pointer', async () => {
  expect(await readPointer(lake().store, 'dev')).toBeUndefined()
})

test('a pointer of a newer format is not guessed at', async () => {
  const read = await stored((text) => text.replace('"format": 1', '"format": 2'))
  const [diagnostic] = await diagnosticsOf(read)
  expect(diagnostic).toMatchObject({
    code: 'store/format',
    message: expect.stringContaining('has format 2, which needs a newer tpchmodel'),
  })
  expect(diagnostic?.message).toContain(key)
})

test.each([
  ['cut off', (text: string) => text.slice(0, -20), 'not well-formed JSON'],
  ['empty', () => '', 'not well-formed JSON'],
  ['of another kind', () => '[]', 'it is not an object'],
  ['without a format', () => '{}', '"format" is missing'],
  ['of format 0', () => '{"format": 0}', 'its format is 0 instead of 1'],
  ['without tables', (text: string) => text.replace('"tables"', '"tabels"'), '"tables" is missing'],
  [
    'with an epoch that is no number',
    (text: string) => text.replace('"epoch": 4', '"epoch": "4"'),
    '"epoch" is not a whole number',
  ],
  ['with a broken hash', (text: string) => text.replace(/"sha256": "./, '"sha256": "!'), 'SHA-256'],
  [
    'with a key outside the lake',
    (text: string) => text.replace('"key": "data/', '"key": "data/../../'),
    'not a key of a data file',
  ],
  [
    'with a key of a pointer',
    (text: string) => text.replace(/"key": "data[^"]*"/, '"key": "environments/dev/current.json"'),
    'not a key of a data file',
  ],
  [
    'with an entry under a wrong key',
    (text: string) => text.replace('"gold.orders"', '"gold.other"'),
    'another relation than its key',
  ],
  ['with hashes that are none', (text: string) => text.replace('"sql": "s"', '"sql": 1'), 'not a text'],
  ['with an unknown kind', (text: string) => text.replace('"kind": "view"', '"kind": "table"'), 'one of parquet, view'],
])('a pointer %s says so, with its place', async (_case, change, problem) => {
  const [diagnostic] = await diagnosticsOf(await stored(change))
  expect(diagnostic?.code).toBe('store/corrupt')
  expect(diagnostic?.message).toContain(problem)
  expect(diagnostic?.message).toContain(key)
})

test('a pointer that is far too large is not parsed', async () => {
  const [diagnostic] = await diagnosticsOf(await stored((text) => text + ' '.repeat(64 * 1024 * 1024)))
  expect(diagnostic).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining('bytes') })
})

test('versions are the same when they show the same rows, whoever built and tested them', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const tested: TableEntry = { ...orders, builtBy: 'other', tests: [{ name: 't', status: 'pass', failures: 0 }] }
  const other = await built(lake(), { name: 'orders', content: 'two' })
  expect(sameVersion(orders, tested)).toBe(true)
  expect(sameVersion(orders, other)).toBe(false)
  expect(sameVersion(orders, { ...orders, columns: [{ name: 'a', type: 'BIGINT' }] })).toBe(false)
  expect(sameVersion(view('v', [orders]), view('v', []))).toBe(false)
})
