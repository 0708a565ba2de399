import { expect, test } from 'vitest'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { compareTables } from '../../src/environments/compare.ts'
import { tablesByKey } from '../../src/environments/pointer.ts'
import { unboundViews, viewsAtRisk } from '../../src/environments/unbound-views.ts'
import { built, testLake, view } from './lake.ts'

const lake = testLake()

test('tables are told apart as new, changed, tested anew, gone, and the same', async () => {
  const [same, tested, old, now, gone, added] = await Promise.all(
    ['same', 'tested', 'old', 'now', 'gone', 'added'].map((content) =>
      built(lake(), { name: content === 'now' ? 'old' : content, content }),
    ),
  )
  if (!(same && tested && old && now && gone && added)) throw new Error('There are six tables.')
  const retested = { ...tested, tests: [{ name: 't', status: 'pass', failures: 0 } as const] }
  const comparison = compareTables(tablesByKey([same, tested, old, gone]), tablesByKey([same, retested, now, added]))
  expect(comparison.differences.map(({ kind, key }) => [kind, key])).toEqual([
    ['added', 'gold.added'],
    ['removed', 'gold.gone'],
    ['changed', 'gold.old'],
    ['retested', 'gold.tested'],
  ])
  expect(comparison.same).toBe(1)
})

test('views that would not bind over other columns are named with what the engine says', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const other = { ...orders, columns: [{ name: 'b', type: 'INTEGER' }] }
  const first = view('first', [orders], 'select a from gold.orders')
  const second = view('second', [first], 'select a from interface.first')
  const fine = view('fine', [orders], 'select count(*) as a from gold.orders')
  const broken = view('broken', [orders], 'select c from gold.orders')
  const before = tablesByKey([orders, first, second, fine, broken])
  const changed = tablesByKey([other, first, second, fine, broken])
  const views = viewsAtRisk(changed, new Set(['gold.orders']))
  expect(views.toSorted()).toEqual(['interface.broken', 'interface.fine', 'interface.first', 'interface.second'])
  await using engine = await openDuckDB({ path: ':memory:', spillFolder: lake().folder })
  const problems = await unboundViews({ before, after: changed, views }, engine)
  expect([...problems.keys()]).toEqual(['interface.first'])
  expect(problems.get('interface.first')).toContain('"a" not found')
  expect(await unboundViews({ before, after: before, views }, engine)).toEqual(new Map())
  const worse = tablesByKey([orders, view('broken', [orders], 'select d from gold.orders')])
  expect((await unboundViews({ before, after: worse, views }, engine)).get('interface.broken')).toContain('"d"')
})

test('views that are changed together with all that they read are at no risk', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const first = view('first', [orders])
  const second = view('second', [first])
  const after = tablesByKey([orders, first, second])
  expect(viewsAtRisk(after, new Set(after.keys()))).toEqual([])
  expect(viewsAtRisk(after, new Set(['interface.first', 'interface.second']))).toEqual([
    'interface.first',
    'interface.second',
  ])
})
