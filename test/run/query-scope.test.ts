import { expect, test } from 'vitest'
import { scopesAt } from '../../src/run/query-scope.ts'

/** The tables that can be read at `|`, from the inside out, as `name=text`. */
function tablesAt(marked: string): readonly (readonly string[])[] {
  const position = marked.indexOf('|')
  const sql = marked.replace('|', '')
  return scopesAt(sql, position).map(({ tables }) => tables.map(({ name, text }) => `${name}=${text}`))
}

test.each([
  ['select |x from "silver"."orders"', [['orders="silver"."orders"']]],
  ['select |x from silver.orders as o left join b using (id), c d where 1', [['o=silver.orders', 'b=b', 'd=c']]],
  ['select |x from (select y from a) p cross join b', [['p=(select y from a)', 'b=b']]],
  ['select x from a where id in (select |id from b)', [['b=b'], ['a=a']]],
  ["select |x -- from no\nfrom a /* join no */ where y = ' from no'", [['a=a']]],
  ['select |x from "Order" o', [['o="Order"']]],
  ['select |x from range(3) r, a', [['a=a']]],
  ['from a select |x', [['a=a']]],
  ['select extract(year from |x) from a', [['a=a']]],
  ['with a as (select |x from t), b as (select 1 from a) select y from b', [['t=t']]],
  ['with a as (select x from t), b as (select 1 from a) select |y from b', [['b=b']]],
  ['with recursive a(n) as (select 1 union all select |n from a) select n from a', [['a=a']]],
  ['select |1', [[]]],
])('%s', (marked, tables) => {
  expect(tablesAt(marked)).toEqual(tables)
})

test('what stands in front of a place defines the names that can be read there', () => {
  const sql = 'with a as (select 1 as x), b as (select z from a) select y from b'
  const [inB] = scopesAt(sql, sql.indexOf('z'))
  expect(inB?.head).toBe('with a as (select 1 as x)\n')
  expect([...(inB?.ctes ?? [])]).toEqual([['a', 5]])
  expect(scopesAt(sql, sql.indexOf('y from'))[0]?.head).toBe('with a as (select 1 as x), b as (select z from a)\n')
})
