import { expect, test } from 'vitest'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { type FingerprintInput, fingerprint, isVolatile } from '../../src/plan/fingerprint.ts'

const input: FingerprintInput = {
  sql: 'select 1 as n',
  materialization: 'parquet',
  options: { compression: 'zstd' },
  engine: 'duckdb 1.5.5',
  // 64 hexadecimal digits are all that the type promises.
  parents: ['a'.repeat(64) as Fingerprint],
  content: [],
}

test('a fingerprint is the same for the same input, and another one for each change of it', () => {
  const changes: readonly Partial<FingerprintInput>[] = [
    { sql: 'select 2 as n' },
    { materialization: 'view' },
    { options: { compression: 'gzip' } },
    { engine: 'duckdb 1.5.6' },
    { parents: [] },
    { content: ['x'] },
  ]
  const all = [input, ...changes.map((change) => ({ ...input, ...change }))].map(fingerprint)
  expect(fingerprint({ ...input })).toBe(all[0])
  expect(new Set(all).size).toBe(all.length)
  expect(all.every((found) => /^[0-9a-f]{64}$/.test(found))).toBe(true)
})

test.for([
  ['select now()', true],
  ['select CURRENT_DATE as day', true],
  ['select random() * 2', true],
  ["select nextval ( 's' )", true],
  ['select known, snow, current_dates from now_and_then', false],
  ['select today from days', false],
] as const)('whether the rows of "%s" change by themselves: %s', ([sql, expected]) => {
  expect(isVolatile(sql)).toBe(expected)
})
