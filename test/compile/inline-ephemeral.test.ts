import { expect, test } from 'vitest'
import { inlineEphemeral } from '../../src/compile/inline-ephemeral.ts'
import { originOf } from '../../src/jinja/source-map.ts'
import type { Rendered } from '../../src/jinja/template.ts'

/** A text as it stands in a file. */
function verbatim(file: string, text: string): Rendered {
  return { text, sourceMap: [{ at: 0, type: 'verbatim', origin: { file, start: 0, end: text.length } }] }
}

const parents = [
  { name: 'a', rendered: verbatim('a.sql', 'select one') },
  { name: 'b', rendered: verbatim('b.sql', 'select two from a') },
]

test.for([
  ['select * from b', 'with a as (\nselect one\n), b as (\nselect two from a\n)\nselect * from b'],
  ['-- grain\nselect * from b', '-- grain\nwith a as (\nselect one\n), b as (\nselect two from a\n)\nselect * from b'],
  [
    'with c as (select 1) select * from b, c',
    'with a as (\nselect one\n), b as (\nselect two from a\n), c as (select 1) select * from b, c',
  ],
  [
    '/* with */ WITH RECURSIVE c as (select 1) select * from c',
    '/* with */ WITH RECURSIVE a as (\nselect one\n), b as (\nselect two from a\n), c as (select 1) select * from c',
  ],
  ['within', 'with a as (\nselect one\n), b as (\nselect two from a\n)\nwithin'],
] as const)('ephemeral parents stand in front of %j', ([sql, expected]) => {
  expect(inlineEphemeral(verbatim('m.sql', sql), parents).text).toBe(expected)
})

test('every word points to the file that it comes from', () => {
  const { text, sourceMap } = inlineEphemeral(verbatim('m.sql', 'with c as (select three) select four'), parents)
  const placeOf = (word: string) => {
    const { file, start } = originOf(sourceMap, text.indexOf(word)) ?? { file: '', start: -1 }
    return `${file}:${start}`
  }
  expect(['one', 'two', 'three', 'four'].map(placeOf)).toEqual(['a.sql:7', 'b.sql:7', 'm.sql:18', 'm.sql:32'])
})

test('a query without ephemeral parents stays as it is', () => {
  const query = verbatim('m.sql', 'select 1')
  expect(inlineEphemeral(query, [])).toBe(query)
})
