import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { catalogJson } from '../../src/artifacts/catalog-json.ts'
import { lakeTables } from '../../src/artifacts/catalog-table.ts'
import { databaseTables } from '../../src/artifacts/database-tables.ts'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { tablesByKey } from '../../src/environments/pointer.ts'
import type { DataNode } from '../../src/manifest/node.ts'
import { model, source } from './nodes.ts'
import { invocation, tableOf } from './support.ts'

const column = (name: string, dataType: string) => ({ name, description: '', dataType, tags: [], meta: {} })
const orders = { ...model('orders', 'models/orders.sql'), columns: [column('id', 'BIGINT'), column('paid', 'BOOLEAN')] }
const recent: DataNode = { ...model('recent', 'models/recent.sql'), materialization: 'view' }

function published(known: readonly DataNode[], tables: readonly DataNode[]) {
  const found = lakeTables(known, tablesByKey(tables.map(tableOf)), 'memory')
  return JSON.parse([...catalogJson({ invocation, tables: found, errors: [] })].join(''))
}

test('The catalog has columns, types, rows and bytes of what an environment shows.', () => {
  const { metadata, nodes, sources, errors } = published([orders], [orders])

  expect(metadata.dbt_schema_version).toBe('https://schemas.getdbt.com/dbt/catalog/v1.json')
  expect({ sources, errors }).toEqual({ sources: {}, errors: null })
  expect(nodes['model.shop.orders']).toEqual({
    metadata: { type: 'BASE TABLE', schema: 'gold', name: 'orders', database: 'memory', comment: null, owner: null },
    columns: {
      id: { type: 'BIGINT', index: 1, name: 'id', comment: null },
      paid: { type: 'BOOLEAN', index: 2, name: 'paid', comment: null },
    },
    stats: {
      has_stats: expect.objectContaining({ value: true, include: false }),
      num_rows: expect.objectContaining({ label: '# Rows', value: 14, include: true }),
      num_bytes: expect.objectContaining({ value: 200, include: true }),
      num_files: expect.objectContaining({ value: 2 }),
      last_modified: expect.objectContaining({ value: '2026-01-02T03:04:09.000Z' }),
    },
    unique_id: 'model.shop.orders',
  })
})

test('A view without files has no rows of its own.', () => {
  const { nodes } = published([recent], [recent])

  expect(nodes['model.shop.recent'].metadata.type).toBe('VIEW')
  expect(nodes['model.shop.recent'].stats).toEqual({ has_stats: expect.objectContaining({ value: false }) })
})

test('A table whose model is gone is left out, and so is a model that was never built.', () => {
  expect(Object.keys(published([orders], [recent, orders]).nodes)).toEqual(['model.shop.orders'])
  expect(published([orders], [recent]).nodes).toEqual({})
})

test('What could not be looked at is named.', () => {
  const catalog = JSON.parse([...catalogJson({ invocation, tables: [], errors: ['No table "a".'] })].join(''))

  expect(catalog.errors).toEqual(['No table "a".'])
})

test('Tables, views and sources of a database are told as they are there, whatever case their names have.', async () => {
  const engine = await openDuckDB({ path: ':memory:', spillFolder: tmpdir() })
  try {
    await engine.execute(`create schema gold; create schema till;
create table gold.Orders (id bigint, price decimal(15,2));
comment on table gold.orders is 'What was bought.'; comment on column gold.orders.price is 'In euros.';
create view gold.recent as select id, price > 1 as paid from gold.orders;
create table till.payments (id integer)`)
    const payments = { ...source('payments'), relation: { schema: 'till', identifier: 'payments' } }
    const missing = model('missing', 'models/missing.sql')
    const tables = await databaseTables([orders, recent, missing, payments], engine, 'memory')
    const { nodes, sources } = JSON.parse([...catalogJson({ invocation, tables, errors: [] })].join(''))

    expect(Object.keys(nodes)).toEqual(['model.shop.orders', 'model.shop.recent'])
    expect(nodes['model.shop.orders'].metadata).toMatchObject({ type: 'BASE TABLE', comment: 'What was bought.' })
    expect(nodes['model.shop.orders'].columns.price).toEqual({
      type: 'DECIMAL(15,2)',
      index: 2,
      name: 'price',
      comment: 'In euros.',
    })
    expect(nodes['model.shop.recent'].metadata).toMatchObject({ type: 'VIEW', database: 'memory', comment: null })
    expect(nodes['model.shop.recent'].columns.paid.type).toBe('BOOLEAN')
    expect(Object.keys(sources)).toEqual(['source.shop.raw.payments'])
  } finally {
    await engine[Symbol.asyncDispose]()
  }
})
