import { expect, test } from 'vitest'
import { freshnessOf, type SourceLevels, twiceLoadedAt, withFreshness } from '../../src/parse/source-freshness.ts'
import type { Json } from '../../src/util/json.ts'

const location = { file: 'models/sources.yml', start: 0, end: 1 }
const hour = { count: 1, period: 'hour' }
const day = { count: 1, period: 'day' }

function level(...entries: readonly (readonly [key: string, value: Json])[]) {
  return entries.map(([key, value]) => ({ key, value, location }))
}

function merged({ source, table }: SourceLevels, project: Record<string, Json> = {}) {
  const locations = new Map(Object.keys(project).map((key) => [key, location]))
  return withFreshness({ values: project, locations }, { source, table })
}

/** What dbt 1.12.6 has for the same levels, as its manifest says. */
test.each<[string, SourceLevels, Json]>([
  [
    'the source speaks for its tables',
    { source: level(['freshness', { warn_after: hour, filter: 'id > 0' }]), table: level() },
    { warn_after: hour, filter: 'id > 0' },
  ],
  [
    'a table says one limit anew and keeps the rest',
    {
      source: level(['freshness', { warn_after: hour, error_after: hour, filter: 'id > 0' }]),
      table: level(['freshness', { error_after: day }]),
    },
    { warn_after: hour, error_after: day, filter: 'id > 0' },
  ],
  [
    'a limit is taken back by an empty one',
    {
      source: level(['freshness', { warn_after: hour, error_after: day }]),
      table: level(['freshness', { error_after: null }]),
    },
    { warn_after: hour, error_after: null, filter: null },
  ],
  [
    'a limit that lacks a part changes nothing',
    {
      source: level(['freshness', { warn_after: hour }]),
      table: level(['freshness', { warn_after: { count: 5, period: null }, error_after: day }]),
    },
    { warn_after: hour, error_after: day, filter: null },
  ],
  [
    'a table is left out by an empty freshness',
    { source: level(['freshness', { warn_after: hour }]), table: level(['freshness', null]) },
    null,
  ],
  [
    'a table says again what its source took back',
    { source: level(['freshness', null]), table: level(['freshness', { warn_after: day }]) },
    { warn_after: day },
  ],
  [
    'config: is stronger than what stands beside it',
    { source: level(), table: level(['freshness', { warn_after: hour }], ['freshness', { warn_after: day }]) },
    { warn_after: day, error_after: null, filter: null },
  ],
])('%s', (_, levels, expected) => {
  expect(merged(levels).values['freshness']).toEqual(expected)
})

test('the project file speaks where the source and its table say nothing', () => {
  const project = { freshness: { warn_after: day } }
  expect(merged({ source: level(), table: level() }, project).values['freshness']).toEqual({ warn_after: day })
  expect(
    merged({ source: level(), table: level(['freshness', { filter: 'x' }]) }, project).values['freshness'],
  ).toEqual({
    warn_after: day,
  })
  expect(merged({ source: level(), table: level(['freshness', null]) }, project).values['freshness']).toBeNull()
})

test('what tells when rows came is the table’s own, a query before a column', () => {
  const limits = level(['freshness', { warn_after: hour }])
  const loadedAt = (levels: SourceLevels) =>
    freshnessOf(merged({ ...levels, source: [...limits, ...levels.source] }))?.loadedAt
  const source = level(['loaded_at_field', 'created'])
  const queried = level(['loaded_at_query', 'select 1'])

  expect(loadedAt({ source, table: level() })).toEqual({ field: 'created', location })
  expect(loadedAt({ source, table: level(['loaded_at_field', 'changed']) })).toEqual({ field: 'changed', location })
  expect(loadedAt({ source, table: level(['loaded_at_field', null]) })).toBeUndefined()
  expect(loadedAt({ source, table: queried })).toEqual({ query: 'select 1', location })
  expect(loadedAt({ source: queried, table: level(['loaded_at_field', 'changed']) })).toEqual({
    field: 'changed',
    location,
  })
  expect(loadedAt({ source: queried, table: level(['loaded_at_field', null]) })).toBeUndefined()
})

test('limits without one that is whole are none', () => {
  expect(freshnessOf(merged({ source: level(['freshness', { warn_after: null }]), table: level() }))).toBeUndefined()
  expect(freshnessOf(merged({ source: level(), table: level() }))).toBeUndefined()
})

test('one level that says both the column and the query is a mistake', () => {
  expect(twiceLoadedAt(level(['loaded_at_field', 'created'], ['loaded_at_query', 'select 1']))).toMatchObject([
    { code: 'parse/wrong-config', location },
  ])
  expect(twiceLoadedAt(level(['loaded_at_field', null], ['loaded_at_query', 'select 1']))).toEqual([])
})
