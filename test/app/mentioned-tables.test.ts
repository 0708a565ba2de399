import { expect, test } from 'vitest'
import { mentionedTables } from '../../src/app/mentioned-tables.ts'
import type { TableEntry } from '../../src/environments/pointer.ts'

const tables = new Map(
  [
    ['gold', 'revenue'],
    ['silver', 'Orders'],
    ['silver', 'a "b" c'],
    ['silver', 'r'],
  ].map(([schema = '', identifier = '']) => [
    `${schema}.${identifier}`.toLowerCase(),
    // The one field that is read.
    { relation: { schema, identifier } } as TableEntry,
  ]),
)

test('tables are opened whose names stand in the query, in any case', () => {
  expect(mentionedTables('select * from GOLD.Revenue', tables)).toEqual(['gold.revenue'])
  expect(mentionedTables('from silver.orders join gold.revenue using (id)', tables)).toEqual([
    'gold.revenue',
    'silver.orders',
  ])
  expect(mentionedTables('select 1 as revenues', tables)).toEqual([])
})

test('a name with quotes in it is found as it is written in SQL', () => {
  expect(mentionedTables('from silver."a ""b"" c"', tables)).toEqual(['silver.a "b" c'])
})

test('a query about tables, or one that names them in a text, opens all', () => {
  expect(mentionedTables('show tables', tables)).toHaveLength(4)
  expect(mentionedTables('select count(*) from information_schema.columns', tables)).toHaveLength(4)
  expect(mentionedTables(`from query_table('gold.' || 'rev' || 'enue')`, tables)).toHaveLength(4)
})
