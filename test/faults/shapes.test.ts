import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { built, builtWell, startWorker } from './builds.ts'
import { eachTable, expectEverywhere, throughPointer, throughViews, withDuckDB } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop } from './shop.ts'

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  return shop
}

/** Keys of what an environment shows. */
function shown({ lake }: Shop): readonly string[] {
  return Object.keys(JSON.parse(readFileSync(join(lake, 'environments/dev/current.json'), 'utf8')).tables)
}

/** Paths of stable files and manifests. */
function derived({ lake }: Shop): readonly string[] {
  return ['dev', 'environments/dev/symlink'].flatMap((folder) =>
    readdirSync(join(lake, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(?:parquet|txt)$/.test(path))
      .sort(),
  )
}

test('partitions that vanished are gone for every reader, and those that stay are not kept from before', async () => {
  const shop = await builtShop()
  shop.give(newer)
  await builtWell(shop)
  await expectEverywhere(shop.lake, contentOf(newer))
  const years = (file: string) =>
    withDuckDB((query) => query('select year, count(*)::integer from silver.order_years group by all order by 1'), file)
  expect(await years(join(shop.lake, 'dev/views.duckdb'))).toEqual([
    ['2022', 30],
    ['2023', 30],
  ])
  const manifest = readFileSync(join(shop.lake, 'environments/dev/symlink/order_years/manifest.txt'), 'utf8')
  expect(manifest.match(/year=\d+/g)).toEqual(['year=2022', 'year=2023'])
})

test('a model with another name or layer leaves its old one, for every reader', async () => {
  const shop = await builtShop()
  const model = readFileSync(join(shop.folder, 'models/gold/revenue.sql'), 'utf8')
  const ofRevenue = () => derived(shop).filter((path) => /(?:^|\/)revenue\//.test(path))
  shop.write({ 'models/gold/revenue.sql': `{{ config(alias='income') }}\n${model}` })
  await builtWell(shop)
  expect(shown(shop)).toContain('gold.income')
  expect(shown(shop)).not.toContain('gold.revenue')
  // Paths are made of the model's own name, which is still the same.
  expect(ofRevenue()).toEqual(['gold/revenue/revenue.parquet', 'revenue/manifest.txt'])
  shop.write({ 'models/gold/revenue.sql': `{{ config(layer='silver') }}\n${model}` })
  await builtWell(shop)
  expect(shown(shop).filter((key) => /revenue$|income/.test(key))).toEqual(['silver.revenue'])
  expect(ofRevenue()).toEqual(['silver/revenue/revenue.parquet', 'revenue/manifest.txt'])
  expect((await throughViews(shop.lake))['interface.revenue_view']).toBe(contentOf(older))
})

test('two models that change names with each other are both shown under their new ones', async () => {
  const shop = newShop()
  const model = (n: number, alias: string) => `{{ config(alias='${alias}') }} select ${n} as n`
  shop.write({ 'models/gold/one.sql': model(1, 'a'), 'models/gold/two.sql': model(2, 'b') })
  const select = ['one', 'two']
  await builtWell(shop, { select })
  shop.write({ 'models/gold/one.sql': model(1, 'b'), 'models/gold/two.sql': model(2, 'a') })
  await builtWell(shop, { select })
  expect(shown(shop)).toEqual(['gold.a', 'gold.b'])
  const read = 'select a.n, b.n from gold.a a, gold.b b'
  expect(await withDuckDB((query) => query(read), join(shop.lake, 'dev/views.duckdb'))).toEqual([[2, 1]])
})

test('a name that is given up while a view that is not built anew reads it is refused as a whole', async () => {
  const shop = await builtShop()
  const model = readFileSync(join(shop.folder, 'models/gold/revenue.sql'), 'utf8')
  shop.write({ 'models/gold/revenue.sql': `{{ config(alias='income') }}\n${model}` })
  const { published, diagnostics } = await built(shop, { select: ['revenue'] })
  expect({ published, diagnostics }).toMatchObject({ published: [], diagnostics: [{ code: 'run/view-broken' }] })
  await expectEverywhere(shop.lake, contentOf(older))
})

test('a model becomes a view and Parquet again, and leaves no file of the other kind to readers', async () => {
  const shop = await builtShop()
  const model = readFileSync(join(shop.folder, 'models/gold/revenue.sql'), 'utf8')
  const before = derived(shop)
  shop.write({ 'models/gold/revenue.sql': `{{ config(materialized='view') }}\n${model}` })
  shop.give(newer)
  await builtWell(shop)
  expect(derived(shop)).toEqual(before.filter((path) => !/(?:^|\/)revenue\//.test(path)))
  expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(newer)))
  expect(await throughViews(shop.lake)).toEqual(eachTable(contentOf(newer)))
  shop.write({ 'models/gold/revenue.sql': model })
  await builtWell(shop)
  expect(derived(shop)).toEqual(before)
  await expectEverywhere(shop.lake, contentOf(newer))
})

test('a model with other partitions, and with none, is read whole', async () => {
  const shop = await builtShop()
  const model = readFileSync(join(shop.folder, 'models/silver/order_years.sql'), 'utf8')
  for (const config of ["{{ config(partition_by=['region', 'year']) }}", '', "{{ config(partition_by=['year']) }}"]) {
    shop.write({ 'models/silver/order_years.sql': model.replace(/\{\{ config.*\}\}/, config) })
    await builtWell(shop)
    expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(older)))
    expect(await throughViews(shop.lake)).toEqual(eachTable(contentOf(older)))
    expect(existsSync(join(shop.lake, 'dev/silver/order_years'))).toBe(config === '')
  }
})

test('who has the file of the views open goes on reading what it opened, while it is replaced', async () => {
  const shop = await builtShop()
  const file = join(shop.lake, 'dev/views.duckdb')
  await withDuckDB(async (query) => {
    const read = () => query('select distinct batch from interface.revenue_view')
    expect(await read()).toEqual([['older']])
    shop.give(newer)
    await builtWell(shop)
    expect((await throughViews(shop.lake))['interface.revenue_view']).toBe(contentOf(newer))
    expect(await read()).toEqual([['older']])
    expect(await query('select count(*)::integer from silver.order_years')).toEqual([[older.orders]])
  }, file)
})

test('the file of the views is written when the pointer changed, and only then', async () => {
  const shop = await builtShop()
  const file = join(shop.lake, 'dev/views.duckdb')
  const before = statSync(file)
  await builtWell(shop)
  expect(statSync(file).ino).toBe(before.ino)
  shop.give(newer)
  await builtWell(shop)
  expect(statSync(file).ino).not.toBe(before.ino)
})

test('whoever comes after a crash between the pointer and what follows from it repairs that first', async () => {
  const shop = await builtShop()
  shop.give(newer)
  const exit = await startWorker(shop, { kind: 'rename lake/dev/views.duckdb', nth: 1, signal: 'SIGKILL' }).ended
  expect(exit.signal).toBe('SIGKILL')
  expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(newer)))
  expect(await throughViews(shop.lake)).toEqual(eachTable(contentOf(older)))
  shop.remove('input/orders.csv')
  const { published } = await built(shop, { select: ['orders'] })
  expect(published).toEqual([])
  await expectEverywhere(shop.lake, contentOf(newer))
})
