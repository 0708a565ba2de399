import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { text } from '../support/rig.ts'
import { built, builtWell, startCommand } from './builds.ts'
import { throughManifests, throughPointer, throughStablePaths, throughViews } from './readers.ts'
import { contentOf, newer, newShop, older, type Shop, shopTables } from './shop.ts'

/** Every file of the lake that holds rows, by the hash of its bytes. */
function files(lake: string): ReadonlyMap<string, string> {
  const paths = readdirSync(lake, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.parquet'))
  return new Map(
    paths.map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(lake, path)))
        .digest('hex'),
    ]),
  )
}

function entries(lake: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(lake, 'environments/dev/current.json'), 'utf8')).tables
}

async function builtShop(): Promise<Shop> {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  return shop
}

const cases = [
  { model: 'orders', test: 'fails', kept: Object.keys(shopTables) },
  {
    model: 'order_regions',
    test: 'fails',
    kept: ['silver.order_regions', 'gold.revenue', 'interface.revenue_view'],
  },
  {
    model: 'order_years',
    test: 'fails',
    kept: ['silver.order_years', 'gold.revenue_by_year', 'interface.yearly_view'],
  },
  { model: 'revenue', test: 'fails', kept: ['gold.revenue', 'interface.revenue_view'] },
  { model: 'yearly_view', test: 'fails', kept: ['interface.yearly_view', 'gold.revenue_by_year'] },
  { model: 'revenue', test: 'does not run', kept: ['gold.revenue', 'interface.revenue_view'] },
] as const

test.each(cases)('where a test of $model $test, it and what is built from it stay as they were', async (facts) => {
  const { model, kept } = facts
  const shop = await builtShop()
  const before = { files: files(shop.lake), entries: entries(shop.lake) }
  shop.give(newer)
  // Something that no test speaks of changes too.
  shop.write({ 'seeds/regions.csv': 'region,name\n0,north\n1,south\n2,east\n3,west\n' })
  const wrong = facts.test === 'fails' ? 'orders_are_none' : "cast('none' as integer) = 1"
  shop.write({
    'tests/wrong.sql': `select * from {{ ref('${model}') }} where ${wrong === 'orders_are_none' ? 'batch is not null' : wrong}`,
  })
  const { exitCode, stdout, stderr } = await startCommand(shop, 'build').ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
  expect(stdout).toContain('tests/wrong.sql')

  const expected = Object.fromEntries(
    Object.keys(shopTables).map((table) => [table, contentOf(kept.some((name) => name === table) ? older : newer)]),
  )
  for (const read of [throughPointer, throughViews]) expect(await read(shop.lake)).toEqual(expected)
  for (const read of [throughStablePaths, throughManifests]) expect(expected).toMatchObject(await read(shop.lake))
  const after = { files: files(shop.lake), entries: entries(shop.lake) }
  for (const table of kept) expect(after.entries[table]).toEqual(before.entries[table])
  expect(after.entries['main.regions']).not.toEqual(before.entries['main.regions'])
  for (const [path, hash] of before.files) {
    const isChanged =
      path.startsWith('dev/') && !kept.some((table) => path.startsWith(`dev/${table.replace('.', '/')}/`))
    if (!isChanged) expect(after.files.get(path), path).toBe(hash)
  }

  shop.remove('tests/wrong.sql')
  await builtWell(shop)
  expect(await throughPointer(shop.lake)).toEqual(
    Object.fromEntries(Object.keys(shopTables).map((table) => [table, contentOf(newer)])),
  )
})

test('a test that only warns keeps nothing back', async () => {
  const shop = await builtShop()
  shop.give(newer)
  shop.write({ 'tests/odd.sql': "{{ config(severity='warn') }} select * from {{ ref('order_regions') }}" })
  const { exitCode, stdout } = await startCommand(shop, 'build').ended
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringContaining('WARN=1') })
  expect(new Set(Object.values(await throughPointer(shop.lake)))).toEqual(new Set([contentOf(newer)]))
})

test('what was not tested because the run stopped at a failure is not shown', async () => {
  const shop = await builtShop()
  shop.give(newer)
  shop.write({ 'models/bronze/broken.sql': "select cast('x' as integer) as broken" })
  const summary = await built(shop, { failFast: true, threads: 1 })
  const tested = new Set(
    summary.runs.flatMap(({ node, result }) => (node.type === 'test' && result.status === 'pass' ? [node.name] : [])),
  )
  const found = await throughPointer(shop.lake)
  if (!tested.has('unique_orders_order_id') || !tested.has('not_null_orders_order_id')) {
    expect(found['bronze.orders']).toBe(contentOf(older))
  }
  expect(found['gold.revenue']).toBe(contentOf(older))
})

test('a model whose test had to be skipped stays as it was, and counts as one that nobody has found wrong', async () => {
  const shop = await builtShop()
  shop.give(newer)
  shop.write({
    'models/gold/revenue.sql': 'select no_such_column from {{ ref("order_regions") }}',
    'models/silver/silver.yml': text`
      models:
        - name: order_regions
          columns:
            - name: region
              data_tests:
                - relationships: {arguments: {to: ref('revenue'), field: region}}
    `,
  })
  expect(await startCommand(shop, 'build').ended).toMatchObject({ exitCode: 1 })
  const runs = readdirSync(join(shop.lake, 'runs')).sort()
  const record = JSON.parse(readFileSync(join(shop.lake, 'runs', runs.at(-1) ?? ''), 'utf8'))
  expect(record.failed).toEqual({})
  expect(await throughPointer(shop.lake)).toMatchObject({ 'silver.order_regions': contentOf(older) })
})
