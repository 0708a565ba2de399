import { expect, test } from 'vitest'
import { nearest } from '../../src/util/nearest.ts'

test('the closest name is the one with the fewest mistakes, whatever its case', () => {
  const known = ['silver_orders', 'gold_orders', 'silver']
  expect(nearest('slver_orders', known)).toBe('silver_orders')
  expect(nearest('SILVR', known)).toBe('silver')
  expect(nearest('slvr', known)).toBe('silver')
})

test('two letters that changed places are one mistake', () => {
  expect(nearest('glod', ['gold', 'glad'])).toBe('gold')
})

test('a name that is far from all gets no suggestion', () => {
  expect(nearest('revenue', ['customers', 'nation'])).toBeUndefined()
})
