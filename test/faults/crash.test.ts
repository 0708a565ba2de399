import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtWell, startWorker } from './builds.ts'
import { expectEverywhere, expectOneOf } from './readers.ts'
import { contentOf, newShop, roundOf, type Shop } from './shop.ts'

/** Right before the n-th step of a kind; or a while later, in the middle of DuckDB's work, which is no step of ours. */
interface Moment {
  readonly kind: string
  readonly nth: number
  readonly later?: number
}

const whileDuckDBWorks: readonly Moment[] = [1, 5, 6, 10, 14].map((nth) => ({
  kind: 'event node-started',
  nth,
  later: 4 + nth,
}))

/** Of each kind of step the first one, and the last one of those that readers may notice. */
function momentsIn(steps: readonly string[]): readonly Moment[] {
  const counts = new Map<string, number>()
  for (const kind of steps) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].flatMap(([kind, count]) => {
    const isSeen = count > 1 && /^event |lake\/(?:dev|environments)/.test(kind)
    return [{ kind, nth: 1 }, ...(isSeen ? [{ kind, nth: count }] : [])]
  })
}

/** Kills a build of new rows at a moment, looks at what readers see, and builds again. */
async function killedAt(moment: Moment, shop: Shop, number: number): Promise<'older' | 'newer' | 'finished'> {
  const [older, newer] = [contentOf(roundOf(number - 1)), contentOf(roundOf(number))]
  shop.give(roundOf(number))
  const exit = await startWorker(shop, { ...moment, signal: 'SIGKILL' }).ended
  expect(exit, moment.kind).toMatchObject(exit.signal === null ? { exitCode: 0, stderr: '' } : { signal: 'SIGKILL' })

  const seen = await expectOneOf(shop.lake, [older, newer], moment.kind)

  await builtWell(shop)
  await expectEverywhere(shop.lake, newer)
  expect(readdirSync(join(shop.folder, '.tpchmodel/work'))).toEqual([])
  if (exit.signal === null) return 'finished'
  return seen === older ? 'older' : 'newer'
}

test('a build killed at any kind of step leaves readers all old or all new, and the next build finishes', async () => {
  const first = newShop()
  first.give(roundOf(0))
  await builtWell(first)
  await expectEverywhere(first.lake, contentOf(roundOf(0)))
  first.give(roundOf(1))
  await builtWell(first)
  first.give(roundOf(2))
  const { stdout } = await startWorker(first, { record: true }).ended
  await expectEverywhere(first.lake, contentOf(roundOf(2)))
  const moments = [...momentsIn(JSON.parse(stdout).steps), ...whileDuckDBWorks]
  expect(moments.length).toBeGreaterThan(45)

  const second = newShop()
  second.give(roundOf(2))
  await builtWell(second)
  const outcomes: string[] = []
  const killAll = async (shop: Shop, mine: readonly Moment[]) => {
    for (const [index, moment] of mine.entries()) outcomes.push(await killedAt(moment, shop, index + 3))
  }
  await Promise.all(
    [first, second].map((shop, lane) =>
      killAll(
        shop,
        moments.filter((_, at) => at % 2 === lane),
      ),
    ),
  )
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length
  expect(count('older')).toBeGreaterThan(15)
  expect(count('newer')).toBeGreaterThan(10)
  expect(count('finished')).toBeLessThan(5)
}, 600_000)
