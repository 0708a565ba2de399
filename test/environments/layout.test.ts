import { expect, test } from 'vitest'
import { wrongEnvironmentName } from '../../src/environments/diagnostics.ts'
import {
  dataKey,
  environmentOf,
  historyKey,
  isDataKey,
  isDerivedKey,
  isEnvironmentName,
  isHistoryKey,
  isRunKey,
  pointerKey,
  runId,
  runKey,
  stableKey,
  symlinkManifestKey,
  versionPrefix,
} from '../../src/environments/layout.ts'
import { keyProblem } from '../../src/ports/store-key.ts'
import { fingerprint } from './lake.ts'

const revenue = { layer: 'gold', name: 'revenue' }
const version = fingerprint('x')
const hash = 'a'.repeat(64)

test('every object has its place', () => {
  expect(dataKey(revenue, version, { part: 0, sha256: hash })).toBe(
    `data/gold/revenue/${version}/00000-${hash}.parquet`,
  )
  expect(runKey('20250131T120000Z-abc')).toBe('runs/20250131T120000Z-abc.json')
  expect(pointerKey('dev')).toBe('environments/dev/current.json')
  expect(historyKey('dev', 7)).toBe('environments/dev/history/0000000007.json')
  expect(symlinkManifestKey('dev', revenue)).toBe('environments/dev/symlink/revenue/manifest.txt')
  expect(stableKey('dev', revenue)).toBe('dev/gold/revenue/revenue.parquet')
})

test('a text that DuckDB would take for NULL in a folder is written so that it does not', () => {
  const keyOf = (value: string) =>
    dataKey(revenue, version, { part: 0, sha256: hash, partition: [{ column: 'p', value }] })
  expect(['NULL', 'null', 'NULLS'].map((value) => keyOf(value).split('/').at(-2))).toEqual([
    'p=%4EULL',
    'p=%6Eull',
    'p=NULLS',
  ])
  expect(isDataKey(keyOf('NULL'))).toBe(true)
})

test('partitions are hive folders, their values written as DuckDB writes them', () => {
  const partition = [
    { column: 'year', value: '1995' },
    { column: 's', value: 'a b=%/c*' },
    { column: 'n', value: null },
    { column: 'e', value: '..' },
  ]
  expect(dataKey(revenue, version, { part: 12, sha256: hash, partition })).toBe(
    `${versionPrefix(revenue, version)}year=1995/s=a%20b%3D%25%2Fc%2A/n=__HIVE_DEFAULT_PARTITION__/e=%2E./00012-${hash}.parquet`,
  )
})

test.each([
  'con',
  'LPT1.x',
  'dot.',
  'blank ',
  '..',
  '.hidden',
  '.tmp-x',
  'a/b',
  'a\\b',
  'a*b?',
  'a=b',
  'a\nb',
  '100%',
  'größe',
  '{a}[b]',
  '\ud800',
])('a model named %j stays in its folder and is no pattern', (name) => {
  const place = { layer: name, name }
  const keys = [
    dataKey(place, version, { part: 0, sha256: hash, partition: [{ column: name, value: name }] }),
    stableKey('dev', place),
    symlinkManifestKey('dev', place),
  ]
  for (const key of keys) {
    expect(keyProblem(key)).toBeUndefined()
    expect(key).not.toMatch(/[*?[\]{}]/)
  }
  expect(keys.map((key) => key.split('/').length)).toEqual([6, 4, 5])
  expect(isDataKey(keys[0] ?? '')).toBe(true)
  expect(isDerivedKey('dev', keys[1] ?? '')).toBe(true)
  expect(isDerivedKey('dev', keys[2] ?? '')).toBe(true)
})

test('only keys that a run writes are recognised', () => {
  expect(isDataKey(`data/gold/revenue/${version}/00000-${hash}.parquet`)).toBe(true)
  expect(isDataKey('data/gold/revenue/mine.parquet')).toBe(false)
  expect(isDataKey(`data/gold/revenue/${version}/mine.parquet`)).toBe(false)
  expect(isRunKey('runs/1.json')).toBe(true)
  expect(isRunKey('runs/sub/1.json')).toBe(false)
  expect(isHistoryKey('environments/dev/history/0000000001.json')).toBe(true)
  expect(isHistoryKey('environments/dev/history/notes.json')).toBe(false)
  expect(isDerivedKey('dev', 'prod/gold/x/x.parquet')).toBe(false)
  expect(isDerivedKey('dev', 'dev/gold/x/mine.parquet')).toBe(false)
  expect(isDerivedKey('dev', 'environments/dev/current.json')).toBe(false)
  expect(environmentOf('environments/dev/current.json', 'current')).toBe('dev')
  expect(environmentOf('environments/dev/lock.json', 'current')).toBeUndefined()
  expect(environmentOf('environments/dev/lock.json', 'lock')).toBe('dev')
})

test('an environment has a plain name that no folder of the lake has', () => {
  for (const name of ['dev', 'prod-2', 'a', '0_x']) expect(isEnvironmentName(name)).toBe(true)
  for (const name of ['', 'Dev', '-a', '_a', 'a/b', 'a.b', '..', 'data', 'runs', 'environments', 'ä', 'a\n']) {
    expect(isEnvironmentName(name)).toBe(false)
  }
  expect(() => pointerKey('../x')).toThrow('Internal error')
  expect(wrongEnvironmentName('data').message).toContain('a folder of the lake')
  expect(wrongEnvironmentName('Dev').message).toContain('lower-case letters')
})

test('ids of runs sort by time', () => {
  const ids = [3, 1, 2].map((second) => runId(new Date(Date.UTC(2025, 0, 31, 12, 0, second)), 'x9'))
  expect(ids.toSorted()).toEqual(['20250131T120001Z-x9', '20250131T120002Z-x9', '20250131T120003Z-x9'])
  expect(() => runId(new Date(), '../x')).toThrow('Internal error')
})
