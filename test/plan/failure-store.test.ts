import { expect, test } from 'vitest'
import { isTest } from '../../src/manifest/lookup.ts'
import type { Relation } from '../../src/manifest/relation.ts'
import { failureStores } from '../../src/plan/failure-store.ts'
import { parsedFiles } from '../support/workspace.ts'

const lake = {
  lake: { type: 'local', path: '/shop/lake' },
  path: ':memory:',
  database: 'memory',
  schema: 'main',
} as const
const inDatabase = { lake: undefined, path: '/shop/wh.duckdb', database: 'wh', schema: 'main' } as const

/** What becomes of the rows that fail the test of a model, by the test's configuration. */
async function kept(
  config: string,
  { target = lake, byDefault = false, files = {} }: Partial<Parts> = {},
): Promise<(Relation & { readonly as: string }) | undefined> {
  const { manifest, surroundings } = await parsedFiles({
    'models/gold/orders.sql': 'select 1 as n',
    'models/gold/orders.yml': `models: [{name: orders, columns: [{name: n, data_tests: [{not_null: {config: ${config}}}]}]}]`,
    ...files,
  })
  const [found] = [...manifest.nodes.values()].filter(isTest)
  if (found === undefined) throw new Error('There is no test')
  const store = failureStores(target, surroundings, byDefault)(found)
  return store && { ...store.relation, as: store.as }
}

interface Parts {
  readonly target: typeof lake | typeof inDatabase
  readonly byDefault: boolean
  readonly files: Readonly<Record<string, string>>
}

const audit = { schema: 'main_dbt_test__audit', identifier: 'not_null_orders_n' }

test('a test keeps its rows when it says so, or when the command line asks and it does not say otherwise', async () => {
  expect(await kept('{}')).toBeUndefined()
  expect(await kept('{}', { byDefault: true })).toEqual({ ...audit, as: 'table' })
  expect(await kept('{store_failures: true}')).toEqual({ ...audit, as: 'table' })
  expect(await kept('{store_failures: false}', { byDefault: true })).toBeUndefined()
})

test('"store_failures_as" is stronger than "store_failures"', async () => {
  expect(await kept('{store_failures: false, store_failures_as: view}')).toEqual({ ...audit, as: 'view' })
  expect(await kept('{store_failures: true, store_failures_as: ephemeral}')).toBeUndefined()
})

test('schema and alias of the test name the place, and macros of the project have their say', async () => {
  expect(await kept('{store_failures: true, schema: quality, alias: bad}')).toEqual({
    schema: 'main_quality',
    identifier: 'bad',
    as: 'table',
  })
  const files = {
    'macros/names.sql':
      '{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name or target.schema }}{% endmacro %}',
  }
  expect(await kept('{store_failures: true}', { files })).toEqual({ ...audit, schema: 'dbt_test__audit', as: 'table' })
})

test('a target without a lake keeps them in its database file', async () => {
  expect(await kept('{store_failures: true}', { target: inDatabase })).toEqual({ catalog: 'wh', ...audit, as: 'table' })
})

test('a name that is too long for a file ends in a hash', async () => {
  const store = await kept('{store_failures: true}', {
    files: {
      'models/gold/orders.yml': `models: [{name: orders, data_tests: [{row_count: {name: ${'x'.repeat(300)}, arguments: {min: 1}, config: {store_failures: true}}}]}]`,
    },
  })
  expect(store?.identifier).toMatch(/^x{30}_[0-9a-f]{32}$/)
})
