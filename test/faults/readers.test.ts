import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtWell, started } from './builds.ts'
import { eachTable, throughManifests, throughPointer, throughReplacedPaths, throughViews } from './readers.ts'
import { contentOf, csvOf, newer, newShop, older } from './shop.ts'

test('readers that loop over all tables while builds alternate between two data sets see no mixture and no half', async () => {
  const shop = newShop()
  shop.give(older)
  await builtWell(shop)
  const source = join(shop.folder, 'input/orders.csv')
  const builder = started(
    process.execPath,
    ['test/faults/alternating-worker.mjs', shop.folder, source, csvOf(newer), csvOf(older)],
    { stdin: 'pipe' },
  )
  const contents = [contentOf(older), contentOf(newer)]
  const whole = contents.map((content) => eachTable(content))
  const seen: (string | undefined)[] = []
  const reads = { together: 0, alone: 0 }
  while (reads.together < 2000 || new Set(seen).size < 2) {
    const tables = await throughPointer(shop.lake)
    expect(whole).toContainEqual(tables)
    reads.together += Object.keys(tables).length
    seen.push(tables['gold.revenue'])
    const views = await throughViews(shop.lake)
    expect(whole).toContainEqual(views)
    reads.together += Object.keys(views).length
    for (const found of [await throughReplacedPaths(shop.lake), await throughManifests(shop.lake)]) {
      for (const content of Object.values(found)) expect(contents).toContain(content)
      reads.alone += Object.keys(found).length
    }
  }
  builder.child.stdin?.end()
  const { exitCode, stderr } = await builder.ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const changes = seen.filter((content, index) => index > 0 && content !== seen[index - 1]).length
  expect(changes).toBeGreaterThan(5)
}, 600_000)
