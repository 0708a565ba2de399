import { expect, test } from 'vitest'
import { sortedIds } from '../../src/artifacts/sorted-ids.ts'
import { naturalOrder } from '../../src/util/natural-sort.ts'

test('Ids are in natural order, whatever is in them.', () => {
  const parts = [
    'a',
    'b',
    '0',
    '1',
    '2',
    '9',
    '10',
    '007',
    '7',
    '.',
    '_',
    '-',
    'é',
    '99999999999',
    '100000000000',
    '\u0001',
  ]
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  const ids = Array.from({ length: 3000 }, () =>
    Array.from({ length: 1 + random(6) }, () => parts[random(parts.length)]).join(''),
  )
  const distinct = [...new Set(ids)]

  expect(sortedIds(distinct)).toEqual(distinct.toSorted(naturalOrder))
})

test('Model 2 comes before model 10.', () => {
  expect(sortedIds(['model.p.m10', 'model.p.m2', 'model.p.m'])).toEqual(['model.p.m', 'model.p.m2', 'model.p.m10'])
})
