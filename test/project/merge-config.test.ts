import { describe, expect, test } from 'vitest'
import { type ConfigLevel, folderLevels, mergeConfig } from '../../src/project/merge-config.ts'
import type { FolderConfig } from '../../src/project/project.ts'
import type { Json } from '../../src/util/json.ts'

const at = (start: number) => ({ file: 'a.yml', start, end: start + 1 })

function level(values: Readonly<Record<string, Json>>, start = 0): ConfigLevel {
  return Object.entries(values).map(([key, value]) => ({ key, value, location: at(start) }))
}

function merged(...levels: readonly Readonly<Record<string, Json>>[]) {
  return mergeConfig(levels.map((values) => level(values))).values
}

test('a stronger level replaces a value', () => {
  expect(merged({ materialized: 'view', schema: 'a' }, { materialized: 'table' })).toEqual({
    materialized: 'table',
    schema: 'a',
  })
  expect(merged({ partition_by: ['a'] }, { partition_by: ['b'] })).toEqual({ partition_by: ['b'] })
})

test('tags add up, each once; hooks add up', () => {
  expect(merged({ tags: ['a', 'b'] }, { tags: 'b' }, { tags: ['c'] })).toEqual({ tags: ['a', 'b', 'c'] })
  expect(merged({ pre_hook: 'x' }, { pre_hook: ['x', 'y'] })).toEqual({ pre_hook: ['x', 'x', 'y'] })
})

test('meta, contract, docs, quoting and column types merge key by key', () => {
  for (const key of ['meta', 'contract', 'docs', 'quoting', 'column_types']) {
    expect(merged({ [key]: { a: 1, b: { c: 1 } } }, { [key]: { b: { d: 2 } } })).toEqual({
      [key]: { a: 1, b: { d: 2 } },
    })
  }
})

test('grants replace a role, or add to it with a plus', () => {
  expect(merged({ grants: { select: ['a'], insert: 'x' } }, { grants: { '+select': 'b', insert: ['y'] } })).toEqual({
    grants: { select: ['a', 'b'], insert: ['y'] },
  })
})

test('nothing takes a key back, whatever was set below', () => {
  expect(merged({ schema: 'a', tags: ['x'], meta: { a: 1 } }, { schema: null, tags: null, meta: null })).toEqual({
    schema: null,
    tags: null,
    meta: null,
  })
  expect(merged({ tags: null }, { tags: 'x' })).toEqual({ tags: ['x'] })
})

test('the place of a key is that of the strongest level that sets it', () => {
  const { locations } = mergeConfig([level({ a: 1, b: 1 }, 10), level({ a: 2 }, 20)])
  expect([locations.get('a')?.start, locations.get('b')?.start]).toEqual([20, 10])
})

describe('folders', () => {
  const tree: readonly FolderConfig[] = [
    { fqn: ['shop', 'gold', 'orders'], key: 'x', value: 4, location: at(0) },
    { fqn: [], key: 'x', value: 1, location: at(1) },
    { fqn: ['shop', 'gold'], key: 'x', value: 3, location: at(2) },
    { fqn: ['shop'], key: 'x', value: 2, location: at(3) },
    { fqn: ['shop', 'silver'], key: 'x', value: 9, location: at(4) },
    { fqn: ['gold'], key: 'x', value: 9, location: at(5) },
  ]
  const values = (...fqn: readonly string[]) =>
    folderLevels(tree, fqn).map((entries) => entries.map(({ value }) => value))

  test('are levels from the shallowest to the deepest, the node itself included', () => {
    expect(values('shop', 'gold', 'orders')).toEqual([[1], [2], [3], [4]])
    expect(values('shop', 'gold', 'sub', 'items')).toEqual([[1], [2], [3]])
    expect(values('other', 'gold', 'orders')).toEqual([[1]])
  })

  test('are weaker the shallower they are, whatever their order in the file', () => {
    expect(mergeConfig(folderLevels(tree, ['shop', 'gold', 'orders'])).values).toEqual({ x: 4 })
  })
})
