import { expect, test } from 'vitest'
import { findCycles } from '../../src/graph/find-cycles.ts'
import { manifestOf } from '../support/manifest.ts'

const messages = (text: string) => findCycles(manifestOf(text)).map(({ message }) => message)

test('a project without circles has none', () => {
  expect(messages('model a\nmodel b < a\nmodel c < a b\ntest t < c')).toEqual([])
})

test('a circle is reported once, with its path and its files', () => {
  const [found, ...others] = findCycles(
    manifestOf(`
      model bronze/a < c
      model silver/b < a
      model gold/c < b
      model gold/on_top < c
      model below
    `),
  )
  expect(others).toEqual([])
  expect(found).toEqual({
    code: 'graph/cycle',
    message: '"a" reads "c" reads "b" reads "a".',
    location: { file: 'models/bronze/a.sql', start: 0, end: 0 },
    hint: 'Remove one of these references: a model can read only what is built before it.',
    related: [
      { message: '"a" reads "c".', location: { file: 'models/bronze/a.sql', start: 0, end: 0 } },
      { message: '"c" reads "b".', location: { file: 'models/gold/c.sql', start: 0, end: 0 } },
      { message: '"b" reads "a".', location: { file: 'models/silver/b.sql', start: 0, end: 0 } },
    ],
  })
})

test('a model that reads itself is a circle of one', () => {
  expect(messages('model a < a\nmodel b < a')).toEqual(['"a" reads itself.'])
})

test('two circles that share a model are two, because each needs a repair of its own', () => {
  expect(messages('model a < b c\nmodel b < a\nmodel c < a')).toEqual([
    '"a" reads "b" reads "a".',
    '"a" reads "c" reads "a".',
  ])
})

test('circles far apart are all reported, in natural order', () => {
  expect(messages('model m10 < m11\nmodel m11 < m10\nmodel m2 < m3\nmodel m3 < m2')).toEqual([
    '"m2" reads "m3" reads "m2".',
    '"m10" reads "m11" reads "m10".',
  ])
})

test('one wrong reference through thousands of models is one circle', () => {
  const lines = Array.from(
    { length: 5000 },
    (_, index) => `model m${index} < m${(index + 4999) % 5000} m${index === 0 ? 4999 : 0}`,
  )
  const found = messages(lines.join('\n'))
  expect(found).toHaveLength(1)
  expect(found[0]).toContain('"m0" reads "m4999"')
})
