import { expect, test } from 'vitest'
import { naturalOrder } from '../../src/util/natural-sort.ts'

test('numbers in names count as numbers', () => {
  const sorted = ['9', '10', 'A', 'a', 'a01', 'a1b', 'a2', 'a2b9', 'a2b10', 'a10', 'b']
  expect(sorted.toReversed().sort(naturalOrder)).toEqual(sorted)
})

test('the order is total: no two different texts are equal, and it does not contradict itself', () => {
  const texts = ['', '0', '00', '01', '1', '1a', '10', 'a', 'a0', 'a00', 'a1', 'a1.', 'aa', 'a-', 'a-1', 'a-10', 'ä']
  const sorted = texts.toSorted(naturalOrder)
  const pairs = sorted.flatMap((a, index) => sorted.slice(index + 1).map((b) => [a, b] as const))

  expect(pairs.filter(([a, b]) => !(naturalOrder(a, b) < 0 && naturalOrder(b, a) > 0))).toEqual([])
  expect(texts.map((text) => naturalOrder(text, text))).toEqual(texts.map(() => 0))
})
