import { expect, test } from 'vitest'
import { instantOf, instantText, never, secondsBetween } from '../../src/util/instant.ts'

test('a moment as databases print it keeps its microseconds', () => {
  expect(instantText(instantOf('2026-11-24 17:59:21.652515') ?? never)).toBe('2026-11-24T17:59:21.652515+00:00')
  expect(instantText(instantOf('2026-11-24 17:59:21.5+00') ?? never)).toBe('2026-11-24T17:59:21.500000+00:00')
  expect(instantText(instantOf('1969-12-31 23:59:59.999999+00') ?? never)).toBe('1969-12-31T23:59:59.999999+00:00')
  expect(instantText(instantOf('0099-01-02') ?? never)).toBe('0099-01-02T00:00:00+00:00')
  expect(instantText(never)).toBe('0001-01-01T00:00:00+00:00')
})

test('what is no moment in UTC is none', () => {
  for (const text of ['infinity', '2026-11-24 17:59:21+01', '0044-03-15 BC', 'yesterday', '']) {
    expect(instantOf(text), text).toBeUndefined()
  }
})

test('the time between two moments is told in seconds', () => {
  expect(secondsBetween(1_000_000n, 2_500_000n)).toBe(1.5)
  expect(secondsBetween(never, 0n)).toBe(62_135_596_800)
})
