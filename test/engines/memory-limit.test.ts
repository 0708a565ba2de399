import { expect, test } from 'vitest'
import { defaultMemoryLimit } from '../../src/engines/duckdb/memory-limit.ts'

const gibibyte = 1024 ** 3

test('DuckDB may use four fifths of the memory, less what it does not count', () => {
  expect(defaultMemoryLimit(16 * gibibyte)).toBe('12507MiB')
  expect(defaultMemoryLimit(2 * gibibyte)).toBe('1038MiB')
})

test('and never less than half', () => {
  expect(defaultMemoryLimit(1 * gibibyte)).toBe('512MiB')
})

test('by itself it looks at this machine', () => {
  expect(Number.parseInt(defaultMemoryLimit(), 10)).toBeGreaterThan(100)
})
