import { expect, test } from 'vitest'
import { buildGraph } from '../../src/graph/graph.ts'
import type { NodeId } from '../../src/manifest/node-id.ts'
import { manifestOf } from '../support/manifest.ts'

const graph = buildGraph(
  manifestOf(`
    test unique_o2 generic=unique < o2
    model o10 < o1
    model o2 < o1
    model o1 < erp.orders
    model revenue < o2 o10 rates
    seed rates
    source erp.orders
    test no_gap < revenue o1
  `),
)
const id = (text: string) => text as NodeId
const names = (ids: Iterable<NodeId>) => [...ids].map((node) => node.split('.').slice(2).join('.')).sort()

test('the order puts every node behind its parents, level by level and in natural order', () => {
  expect(graph.order).toEqual([
    'seed.tpch.rates',
    'source.tpch.erp.orders',
    'model.tpch.o1',
    'model.tpch.o2',
    'model.tpch.o10',
    'model.tpch.revenue',
    'test.tpch.unique_o2',
    'test.tpch.no_gap',
  ])
})

test('parents and children are the direct ones, tests among them', () => {
  expect(names(graph.parents(id('model.tpch.revenue')))).toEqual(['o10', 'o2', 'rates'])
  expect(names(graph.children(id('model.tpch.o2')))).toEqual(['revenue', 'unique_o2'])
  expect(graph.children(id('test.tpch.no_gap'))).toEqual([])
})

test('ancestors and descendants go as many edges as asked, by the shortest way', () => {
  expect(names(graph.ancestors(id('model.tpch.revenue')))).toEqual(['erp.orders', 'o1', 'o10', 'o2', 'rates'])
  expect(names(graph.ancestors(id('model.tpch.revenue'), 2))).toEqual(['o1', 'o10', 'o2', 'rates'])
  expect(names(graph.descendants(id('source.tpch.erp.orders'), 2))).toEqual(['no_gap', 'o10', 'o2', 'o1'].sort())
  expect(names(graph.descendants(id('model.tpch.o1'), 0))).toEqual([])
})

test('several starts are walked together, and a start counts only when another start leads to it', () => {
  const starts = new Set([id('model.tpch.o1'), id('model.tpch.o2')])
  expect(names(graph.descendants(starts, 1))).toEqual(['no_gap', 'o10', 'o2', 'revenue', 'unique_o2'])
})

test('an unknown id has no relatives, and a parent that is no node has no edge', () => {
  const broken = buildGraph(manifestOf('model a < gone'))
  expect(broken.order).toEqual(['model.tpch.a'])
  expect(broken.parents(id('model.tpch.a'))).toEqual([])
  expect(names(broken.ancestors(id('model.tpch.nowhere')))).toEqual([])
})

test('5,000 models in one chain with 3 tests each are ordered and walked without deep calls', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => [
    `model m${index}${index === 0 ? '' : ` < m${index - 1}`}`,
    ...['a', 'b', 'c'].map((name) => `test ${name}${index} < m${index}`),
  ])
  const long = buildGraph(manifestOf(lines.flat().join('\n')))
  expect(long.order).toHaveLength(20_000)
  expect(long.ancestors(id('model.tpch.m4999')).size).toBe(4999)
  expect(long.descendants(id('model.tpch.m0')).size).toBe(4999 + 15_000)
})
