import { expect, test } from 'vitest'
import { formatTree } from '../../src/report/format-tree.ts'
import { manifestOf } from '../support/manifest.ts'

const manifest = manifestOf(
  `
  model silver/orders layer=silver
  model gold/dim_customer layer=gold < orders
  model gold/fct_sales layer=gold < orders
  test unique_orders_id generic=unique column=id < orders
  `,
  { layers: ['silver', 'gold'] },
)
const nodes = [...manifest.nodes.values()]
const now = new Date(Date.UTC(2026, 10, 23, 12, 0, 0))
const ago = (minutes: number, rows: number | undefined) => ({ rows, at: new Date(now.getTime() - minutes * 60_000) })

test('a tree has a layer once, rows to the right, how old they are, and a sum', () => {
  const built = new Map(
    nodes.flatMap(({ id, name }) =>
      name === 'orders'
        ? [[id, ago(2, 6_001_215)] as const]
        : name === 'fct_sales'
          ? [[id, ago(60 * 50, 1)] as const]
          : [],
    ),
  )
  const tree = formatTree(nodes, {
    layers: ['silver', 'gold'],
    built,
    all: { models: 30, seeds: 1 },
    now,
    unicode: true,
  })
  expect(tree.split('\n')).toEqual([
    'silver  orders        parquet  1 test   6,001,215 rows  2 min ago',
    'gold    dim_customer  parquet  0 tests',
    '        fct_sales     parquet  0 tests          1 row   2 days ago',
    '1 silver, 2 gold (of 30 models, 1 seed)',
    '',
  ])
})
