import { expect, test } from 'vitest'
import type { Change } from '../../src/plan/change.ts'
import { formatChanges } from '../../src/report/format-changes.ts'
import { manifestOf } from '../support/manifest.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const manifest = manifestOf(`
  source crm.orders
  model silver/orders layer=silver < crm.orders
  ${names.map((name) => `model gold/${name} layer=gold < orders`).join('\n')}
`)
const [source, orders, ...others] = [...manifest.nodes.keys()]

function printed(followers: number): string {
  const changes: readonly Change[] = [
    ...(orders && source
      ? [{ id: orders, action: 'look', reasons: [{ type: 'source', sources: [source] }] } as const]
      : []),
    ...others
      .slice(0, followers)
      .map(
        (id): Change => ({ id, action: 'follow', reasons: [{ type: 'upstream', parents: orders ? [orders] : [] }] }),
      ),
  ]
  return formatChanges({ environment: 'dev', changes, tests: 0, removed: [], manifest, prune: false, unicode: true })
}

test('many models that only follow others are one line, a few have one each', () => {
  expect(printed(6)).toBe(
    [
      '? silver.orders  rows of crm.orders  read, and rebuilt where rows changed',
      '? 6 models       upstream of them    rebuilt where those changed',
      '7 known when they are run',
      '',
      'Nothing was run.',
      '',
    ].join('\n'),
  )
  expect(
    printed(5)
      .split('\n')
      .filter((line) => line.startsWith('? gold.')),
  ).toHaveLength(5)
})
