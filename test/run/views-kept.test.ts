import { expect, test } from 'vitest'
import type { TableEntry } from '../../src/environments/pointer.ts'
import { tablesByKey } from '../../src/environments/pointer.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import { withoutParentsOfKeptViews } from '../../src/run/views-kept.ts'
import { fingerprint } from '../environments/lake.ts'

const at = new Date('2025-01-31T12:00:00.000Z')

function entry(name: string, version: string, parents?: readonly string[]): TableEntry {
  const base = {
    name,
    nodeId: nodeId('model', 'shop', name),
    layer: 'gold',
    relation: { schema: 'gold', identifier: name },
    fingerprint: fingerprint(`${name} ${version}`),
    columns: [],
    partitionBy: [],
    files: [],
    tests: [],
    builtBy: 'run',
    builtAt: at,
  }
  if (parents === undefined) return { ...base, kind: 'parquet' }
  return { ...base, kind: 'view', sql: `${name} ${version}`, parents: parents.map((parent) => `gold.${parent}`) }
}

/** `orders` and `parts` are tables; `sums` is built from `orders`, `sales` is a view over `sums`, `all` one over `sales` and `parts`. */
const shape = { orders: undefined, parts: undefined, sums: undefined, sales: ['sums'], all: ['sales', 'parts'] }
const below: Readonly<Record<string, readonly string[]>> = {
  orders: ['sums', 'sales', 'all'],
  parts: ['all'],
  sums: ['sales', 'all'],
  sales: ['all'],
  all: [],
}
const graph = {
  descendants: (start: unknown) =>
    new Set(
      [...(start as ReadonlySet<string>)].flatMap((id) =>
        (below[id.split('.').at(-1) ?? ''] ?? []).map((name) => nodeId('model', 'shop', name)),
      ),
    ),
}
const all = Object.entries(shape)
const old = tablesByKey(all.map(([name, parents]) => entry(name, 'old', parents)))
const planned = new Set(all.map(([name]) => nodeId('model', 'shop', name)))

function shown(names: readonly string[], tables = old, nodes = planned) {
  const candidates = names.map((name) => entry(name, 'new', all.find(([known]) => known === name)?.[1]))
  const { set, heldBack } = withoutParentsOfKeptViews(candidates, { tables, planned: nodes, graph })
  return {
    set: set.map(({ name }) => name),
    heldBack: heldBack.map(({ table, view }) => `${table.name} for ${view.name}`),
  }
}

test('what is built whole is shown whole', () => {
  const names = ['orders', 'parts', 'sums', 'sales', 'all']
  expect(shown(names)).toEqual({ set: names, heldBack: [] })
})

test('the parents of a view that stays do too, through other views, with what is built from them', () => {
  expect(shown(['orders', 'parts', 'sums', 'sales'])).toEqual({
    set: ['orders'],
    heldBack: ['sales for all', 'parts for all', 'sums for sales'],
  })
})

test('a view that is not of the run, or was never shown, holds nothing back', () => {
  const others = new Set([...planned].filter((id) => !id.endsWith('.all')))
  expect(shown(['orders', 'parts', 'sums', 'sales'], old, others).set).toEqual(['orders', 'parts', 'sums', 'sales'])
  const without = new Map([...old].filter(([key]) => key !== 'gold.all'))
  expect(shown(['orders', 'parts', 'sums', 'sales'], without).set).toEqual(['orders', 'parts', 'sums', 'sales'])
})

test('a parent that is the same version as before may be shown', () => {
  const same = tablesByKey([...old.values()].map((table) => (table.name === 'parts' ? entry('parts', 'new') : table)))
  expect(shown(['parts', 'orders'], same).set).toEqual(['parts', 'orders'])
})
