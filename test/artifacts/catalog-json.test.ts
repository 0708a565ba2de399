import { expect, test } from 'vitest'
import { catalogJson } from '../../src/artifacts/catalog-json.ts'
import type { DataNode } from '../../src/manifest/node.ts'
import { model } from './nodes.ts'
import { invocation, tableOf } from './support.ts'

const column = (name: string, dataType: string) => ({ name, description: '', dataType, tags: [], meta: {} })
const orders = { ...model('orders', 'models/orders.sql'), columns: [column('id', 'BIGINT'), column('paid', 'BOOLEAN')] }
const recent: DataNode = { ...model('recent', 'models/recent.sql'), materialization: 'view' }

function written(known: readonly DataNode[], tables: readonly DataNode[]) {
  const nodes = new Map(known.map((node) => [node.id, node]))
  const manifest = { projectName: 'shop', layers: [], nodes, disabled: new Map(), macros: new Map() }
  const input = { manifest, target: { database: 'memory' }, invocation, tables: tables.map(tableOf) }
  return JSON.parse([...catalogJson(input)].join(''))
}

test('The catalog has columns, types, rows and bytes of what an environment shows.', () => {
  const { metadata, nodes, sources, errors } = written([orders], [orders])

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
    },
    unique_id: 'model.shop.orders',
  })
})

test('A view without files has no rows of its own.', () => {
  const { nodes } = written([recent], [recent])

  expect(nodes['model.shop.recent'].metadata.type).toBe('VIEW')
  expect(nodes['model.shop.recent'].stats).toEqual({ has_stats: expect.objectContaining({ value: false }) })
})

test('A table whose model is gone is left out.', () => {
  expect(Object.keys(written([orders], [recent, orders]).nodes)).toEqual(['model.shop.orders'])
})
