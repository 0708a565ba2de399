import { expect, test } from 'vitest'
import { codeFrame } from '../../src/diagnostics/code-frame.ts'
import { lineAt, positionOf } from '../../src/diagnostics/position.ts'

/** The text with `«` and `»` around the place taken out, and the frame of it. */
function frame(marked: string, options?: Parameters<typeof codeFrame>[2]): string {
  const start = marked.indexOf('«')
  const text = marked.replace('«', '').replace('»', '')
  const { gutter, code, carets } = codeFrame(text, { file: 'a.sql', start, end: marked.indexOf('»') - 1 }, options)
  return `${gutter}${code}\n${carets}`
}

test('carets stand under what is meant', () => {
  expect(frame('select *\nfrom {{ ref("«slver_orders»") }}\n')).toBe(
    ['2 | from {{ ref("slver_orders") }}', '                 ^^^^^^^^^^^^'].join('\n'),
  )
})

test('a place between two characters has one caret, also at the end of the file and of an empty one', () => {
  expect(frame('select «»1')).toBe('1 | select 1\n           ^')
  expect(frame('select 1«»')).toBe('1 | select 1\n            ^')
  expect(frame('«»')).toBe('1 | \n    ^')
  expect(frame('a\n«»')).toBe('2 | \n    ^')
  expect(frame('a«»\n')).toBe('1 | a\n     ^')
})

test('a place that goes on below is marked to the end of its first line', () => {
  expect(frame('select «a,\n  b» from t')).toBe('1 | select a,\n           ^^')
})

test('a line that ends in carriage return and line feed is the same line', () => {
  expect(frame('a\r\nselect «b\r\nc»\r\n')).toBe('2 | select b\n           ^')
})

test('tabs and wide characters keep carets and text aligned', () => {
  expect(frame('\tselect\t«x»')).toBe('1 |   select  x\n              ^')
  expect(frame("select '売上' as «bad» -- 😀")).toBe("1 | select '売上' as bad -- 😀\n                     ^^^")
  expect(frame('«売上»')).toBe('1 | 売上\n    ^^^^')
  expect(frame('e\u0301e\u0301 «x»')).toBe('1 | e\u0301e\u0301 x\n       ^')
})

test('escape sequences are not printed, and marks that turn the direction are shown by their number', () => {
  expect(frame('\u001b[31mred\u001b]0;title\u0007 \u202e«x»')).toBe('1 | red <U+202E>x\n                ^')
})

test('a long line is cut around the carets', () => {
  const long = `select ${'a, '.repeat(30)}«wrong», ${'b, '.repeat(30)}c`
  expect(frame(long, { width: 60 })).toBe(
    ['1 | …a, a, a, a, a, a, wrong, b, b, b, b, b, b, b, b, b, b,…', '                       ^^^^^'].join('\n'),
  )
  expect(frame(long, { width: 60 }).split('\n')[0]).toHaveLength(60)
  expect(frame(long, { width: 60, unicode: false })).toContain('1 | ...')
  expect(frame(`«wrong» ${'b, '.repeat(30)}`, { width: 40 })).toBe(
    ['1 | wrong b, b, b, b, b, b, b, b, b, b,…', '    ^^^^^'].join('\n'),
  )
  expect(frame(`${'a, '.repeat(30)}«${'x'.repeat(80)}»`, { width: 40 })).toBe(
    [`1 | …a, a, a, a, ${'x'.repeat(22)}…`, `${' '.repeat(17)}${'^'.repeat(22)}`].join('\n'),
  )
})

test('a long line of wide characters is cut between characters', () => {
  const shown = frame(`${'売'.repeat(40)}«上»${'売'.repeat(40)}`, { width: 41 })
  const [code = '', carets = ''] = shown.split('\n')
  expect([...code].filter((character) => character === '売').length).toBeLessThan(20)
  expect(carets.trim()).toBe('^^')
})

test('a place behind the end of a file that became shorter is its end', () => {
  expect(codeFrame('abc', { file: 'a', start: 10, end: 20 })).toEqual({
    gutter: '1 | ',
    code: 'abc',
    carets: '       ^',
  })
})

test('lines and columns count from 1, columns in characters', () => {
  expect(positionOf('ab\n😀c', 0)).toEqual({ line: 1, column: 1 })
  expect(positionOf('ab\n😀c', 2)).toEqual({ line: 1, column: 3 })
  expect(positionOf('ab\n😀c', 3)).toEqual({ line: 2, column: 1 })
  expect(positionOf('ab\n😀c', 5)).toEqual({ line: 2, column: 2 })
  expect(positionOf('ab\n😀c', 99)).toEqual({ line: 2, column: 3 })
  expect(lineAt('ab\r\ncd', 1)).toEqual({ line: 1, start: 0, end: 2 })
})
