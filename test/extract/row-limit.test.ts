import { expect, test } from 'vitest'
import { longestValue, rowLimit } from '../../src/extract/postgres/row-limit.ts'

const column = (base: string, modifier = -1) => ({
  name: 'any',
  sourceType: base,
  sentType: base,
  base,
  kind: 'b',
  arrayDepth: 0,
  dimensions: 0,
  modifier,
  isReadable: true,
})

test('a text of a declared length takes four bytes a character at most', () => {
  expect(longestValue(column('varchar', 44 + 4))).toBe(176)
  expect(longestValue(column('bpchar', 1 + 4))).toBe(4)
})

test.each([column('text'), column('varchar'), column('bytea'), column('jsonb'), { ...column('int4'), arrayDepth: 1 }])(
  '$base with $arrayDepth dimensions and no length has no bound',
  (unbounded) => expect(longestValue(unbounded)).toBeUndefined(),
)

test('buffers are small where no row can be long, and as large as the longest row elsewhere', () => {
  const key = { longest: longestValue(column('int8')) }
  expect(rowLimit([key, key])).toBe(8_000_000)
  expect(rowLimit([])).toBe(8_000_000)
  expect(rowLimit([key, { longest: longestValue(column('text')) }])).toBe(32_000_000)
  expect(rowLimit([key, { longest: 9_000_000 }])).toBe(32_000_000)
})
