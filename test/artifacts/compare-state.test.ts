import { describe, expect, test } from 'vitest'
import { fresherSources } from '../../src/artifacts/read-sources.ts'
import { sameBody, sameConfig, sameContents, sameContract, sameRelation } from '../../src/artifacts/same-contents.ts'
import type { JsonObject } from '../../src/util/json.ts'

const model: JsonObject = {
  resource_type: 'model',
  raw_code: 'select 1 as id',
  fqn: ['shop', 'orders'],
  description: 'Orders.',
  unrendered_config: { materialized: 'table', tags: ['nightly'] },
  config: { materialized: 'table', persist_docs: {} },
  columns: { id: { name: 'id', description: 'Its number.' } },
  contract: { enforced: false, checksum: null },
  access: 'protected',
  latest_version: null,
}
const seed: JsonObject = { ...model, resource_type: 'seed', raw_code: '', checksum: { name: 'sha256', checksum: 'a' } }
const source: JsonObject = {
  resource_type: 'source',
  fqn: ['shop', 'raw', 'orders'],
  database: 'shop',
  schema: 'raw',
  identifier: 'orders',
  unrendered_config: {},
  freshness: null,
  quoting: { identifier: null },
}

describe('a node is another one', () => {
  const persisted = { ...model, config: { persist_docs: { relation: true, columns: true } } }
  test.each<[string, JsonObject, JsonObject]>([
    ['with another text', model, { raw_code: 'select 2 as id' }],
    ['with another configuration', model, { unrendered_config: { materialized: 'view' } }],
    ['with a key that was not set before', model, { unrendered_config: { materialized: 'table', meta: { a: 1 } } }],
    ['in another folder', model, { fqn: ['shop', 'sales', 'orders'] }],
    ['for other readers', model, { access: 'public' }],
    ['with another latest version', model, { latest_version: 2 }],
    ['with another alias', model, { unrendered_config: { materialized: 'table', alias: 'o' } }],
    ['with a description that is kept', persisted, { description: 'Other.' }],
    ['with a description of a column that is kept', persisted, { columns: { id: { description: 'Other.' } } }],
    ['with a contract', model, { contract: { enforced: true, checksum: 'a' } }],
    ['as a seed of other rows', seed, { checksum: { name: 'sha256', checksum: 'b' } }],
    ['as a large seed in another place', seed, { checksum: { name: 'path', checksum: 'seeds/b.csv' } }],
    ['as a source in another schema', source, { schema: 'elsewhere' }],
    ['as a source with freshness', source, { freshness: { warn_after: { count: 1, period: 'day' } } }],
    ['as a source with tags', source, { unrendered_config: { tags: ['raw'] } }],
  ])('%s', (_, before, change) => {
    expect(sameContents({ ...before, ...change }, before)).toBe(false)
    expect(sameContents({ ...before }, before)).toBe(true)
  })
})

test('a node is the same with other tags, another group, or a description that nobody keeps', () => {
  const other = { ...model, description: 'Other.', unrendered_config: { materialized: 'table', group: 'sales' } }
  expect(sameContents(other, model)).toBe(true)
})

test('a generic test is its name, folder and configuration', () => {
  const before: JsonObject = { ...model, resource_type: 'test', test_metadata: { name: 'unique' } }
  expect(sameContents({ ...before, raw_code: 'other' }, before)).toBe(true)
  expect(sameContents({ ...before, unrendered_config: { severity: 'warn' } }, before)).toBe(false)
})

test('what was not there before is modified, unless it is a source or an exposure', () => {
  expect(sameContents(model, undefined)).toBe(false)
  expect(sameContents(source, undefined)).toBe(true)
  expect(sameContents({ resource_type: 'exposure' }, undefined)).toBe(true)
  expect(sameContents({ resource_type: 'unit_test' }, undefined)).toBe(false)
})

test('the parts of modified look at their part alone', () => {
  const other: JsonObject = { ...model, unrendered_config: { materialized: 'view', schema: 'x' } }
  expect([sameBody(other, model), sameConfig(other, model), sameRelation(other, model)]).toEqual([true, false, false])
  const promised: JsonObject = { ...model, contract: { enforced: true, checksum: 'a' } }
  expect(sameContract(promised, { ...model, contract: { enforced: true, checksum: 'a' } })).toBe(true)
  expect(sameContract(promised, { ...model, contract: { enforced: true, checksum: 'b' } })).toBe(false)
  expect(sameContract(model, promised)).toBe(false)
})

test('a source is fresher with a newer row, or when nothing was known of it', () => {
  const before = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
  expect([
    ...fresherSources(
      before,
      new Map([
        ['a', 2],
        ['b', 2],
        ['c', 1],
        ['d', 0],
      ]),
    ),
  ]).toEqual(['a', 'd'])
})
