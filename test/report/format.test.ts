import { expect, test } from 'vitest'
import { formatBytes } from '../../src/report/format-bytes.ts'
import { formatCount, plural } from '../../src/report/format-count.ts'
import { formatDuration, formatElapsed, formatSeconds } from '../../src/report/format-duration.ts'
import { toCsv, toJson } from '../../src/report/format-rows.ts'
import { formatTable } from '../../src/report/format-table.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [1_500_000, '1,500,000'],
  [-12_345, '-12,345'],
  [123_456_789_012_345_678n, '123,456,789,012,345,678'],
])('the count %s is %s', (count, text) => {
  expect(formatCount(count)).toBe(text)
})

test('one is not many', () => {
  expect([plural(0, 'error'), plural(1, 'error'), plural(1200, 'error'), plural(2, 'query', 'queries')]).toEqual([
    '0 errors',
    '1 error',
    '1,200 errors',
    '2 queries',
  ])
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [43_201_331, '43.2 MB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [2_500_000_000, '2.5 GB'],
])('%s bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text)
})

test.each([
  [0.0412, '0.04s', '0.04s', '0s'],
  [2.314, '2.31s', '2.31s', '2s'],
  [9.999, '10.0s', '10.0s', '9s'],
  [14.21, '14.2s', '14.2s', '14s'],
  [59.96, '60.0s', '1m 00s', '59s'],
  [187.3, '187.3s', '3m 07s', '3m 07s'],
  [3599.9, '3599.9s', '1h 00m', '59m 59s'],
  [7380, '7380.0s', '2h 03m', '2h 03m'],
])('%s seconds are %s, %s and, while they pass, %s', (seconds, exact, rounded, elapsed) => {
  expect([formatSeconds(seconds), formatDuration(seconds), formatElapsed(seconds)]).toEqual([exact, rounded, elapsed])
})

const columns = [
  { name: 'order_key', type: 'BIGINT' },
  { name: 'name', type: 'VARCHAR' },
  { name: 'revenue', type: 'DECIMAL(15,2)' },
  { name: 'tags', type: 'VARCHAR[]' },
]

test('numbers stand to the right, NULL is NULL, and lists are JSON', () => {
  const rows = [
    ['1', 'Müller', '172799.49', ['a']],
    ['32', null, '9.50', null],
  ]
  expect(formatTable(columns, rows, { types: true }).lines).toEqual([
    'order_key  name     revenue        tags',
    'bigint     varchar  decimal(15,2)  varchar[]',
    '        1  Müller       172799.49  ["a"]',
    '       32  NULL              9.50  NULL',
  ])
})

test('wide characters and line feeds keep the columns', () => {
  expect(
    formatTable(
      [
        { name: 'a', type: 'VARCHAR' },
        { name: 'b', type: 'VARCHAR' },
      ],
      [
        ['売上', 'x'],
        ['one\ntwo\u001b[31m', 'y'],
      ],
    ).lines,
  ).toEqual(['a        b', '売上     x', 'one two  y'])
})

test('in a narrow terminal long values are cut and columns that do not fit are left out', () => {
  const rows = [['1', 'x'.repeat(60), '1.00', ['a']]]
  expect(formatTable(columns, rows, { width: 58 })).toEqual({
    lines: ['order_key  name', `        1  ${'x'.repeat(39)}…`],
    shown: 2,
  })
  expect(formatTable(columns, rows, { width: 5, unicode: false }).shown).toBe(1)
})

test('a table without rows is its header', () => {
  expect(formatTable(columns, []).lines).toEqual(['order_key  name  revenue  tags'])
})

test('CSV quotes what needs it and tells NULL from an empty text', () => {
  expect(
    toCsv(columns, [
      ['1', 'a "b", c', '1.50', ['x', 'y']],
      ['2', null, null, null],
      ['3', '', '0', []],
      ['4', ' a\nb', '0', []],
    ]),
  ).toBe('order_key,name,revenue,tags\n1,"a ""b"", c",1.50,"[""x"",""y""]"\n2,,,\n3,"",0,[]\n4," a\nb",0,[]\n')
})

test('JSON keeps the order of columns, decimals as text, and both of two columns of one name', () => {
  const twice = [
    { name: 'b', type: 'DECIMAL(3,2)' },
    { name: '1', type: 'INTEGER' },
    { name: 'b', type: 'VARCHAR' },
  ]
  expect(toJson(twice, [['1.50', 2, null]])).toBe('[\n  {"b":"1.50","1":2,"b_1":null}\n]\n')
  expect(toJson(twice, [])).toBe('[]\n')
})
