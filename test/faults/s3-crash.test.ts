import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { hasS3 } from '../support/s3-server.ts'
import { builtWell, type Ended, startWorker } from './builds.ts'
import type { S3Request } from './disturbing-proxy.ts'
import { expectEverywhere, expectOneOf } from './readers.ts'
import { type S3Shop, useS3Shops } from './s3-shop.ts'
import { contentOf, roundOf } from './shop.ts'

/** When a build is killed. */
type Moment =
  /** At the n-th request that writes: before the server sees it, in the middle of its body, or before the answer arrives. */
  | { readonly write: number; readonly when: 'before' | 'half' | 'after' }
  /** So many milliseconds after it began. */
  | { readonly after: number }

const isWrite = ({ method }: S3Request) => method !== 'GET' && method !== 'HEAD'

/** Starts a build and kills it at a moment; it may end before that. */
async function killed(shop: S3Shop, moment: Moment): Promise<Ended> {
  const { child, ended } = startWorker(shop, {})
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  if ('after' in moment) {
    await Promise.race([pause(moment.after), ended])
    await kill()
    return ended
  }
  let writes = 0
  shop.proxy.disturb((request) => {
    if (isWrite(request)) writes += 1
    return isWrite(request) && writes === moment.write ? { do: 'cut', when: moment.when, first: kill } : undefined
  })
  const exit = await ended
  shop.proxy.disturb(undefined)
  return exit
}

/** Kills a build of new rows at a moment, looks at what readers see, and builds again. */
async function killedAt(moment: Moment, shop: S3Shop, number: number): Promise<'older' | 'newer' | 'finished'> {
  const about = JSON.stringify(moment)
  const [older, newer] = [contentOf(roundOf(number - 1)), contentOf(roundOf(number))]
  shop.give(roundOf(number))
  const exit = await killed(shop, moment)
  expect(exit, about).toMatchObject(exit.signal === null ? { exitCode: 0, stderr: '' } : { signal: 'SIGKILL' })
  const seen = await expectOneOf(await shop.mirror(), [older, newer], about)
  await builtWell(shop)
  await expectEverywhere(await shop.mirror(), newer)
  if (exit.signal === null) return 'finished'
  return seen === older ? 'older' : 'newer'
}

describe.skipIf(!hasS3())('a build on S3 that is killed', () => {
  const shops = useS3Shops()

  async function outcomesOf(moments: readonly Moment[]): Promise<ReadonlyMap<string, number>> {
    const outcomes = new Map<string, number>()
    const killAll = async (mine: readonly Moment[]) => {
      const shop = await shops.built(roundOf(0))
      for (const [index, moment] of mine.entries()) {
        const outcome = await killedAt(moment, shop, index + 1)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    }
    await Promise.all([0, 1].map((lane) => killAll(moments.filter((_, at) => at % 2 === lane))))
    return outcomes
  }

  test('at each of its writes leaves readers all old or all new, and the next build finishes', async () => {
    const shop = await shops.built(roundOf(0))
    shop.give(roundOf(1))
    const { requests } = shop.proxy
    const from = requests.length
    expect(await startWorker(shop, {}).ended).toMatchObject({ exitCode: 0, stderr: '' })
    await expectEverywhere(await shop.mirror(), contentOf(roundOf(1)))
    const writes = requests.slice(from).filter(isWrite)
    const moments = writes.flatMap(({ method }, index): Moment[] => {
      const halves = method === 'PUT' ? (['before', 'half', 'after'] as const) : (['before', 'after'] as const)
      return halves.map((when) => ({ write: index + 1, when }))
    })
    expect(moments.length).toBeGreaterThan(60)
    const outcomes = await outcomesOf(moments)
    expect(outcomes.get('older')).toBeGreaterThan(20)
    expect(outcomes.get('newer')).toBeGreaterThan(20)
    expect(outcomes.get('finished') ?? 0).toBeLessThan(moments.length / 4)
  }, 1_800_000)

  test('at any moment leaves readers all old or all new, and the next build finishes', async () => {
    const moments = Array.from({ length: 80 }, (): Moment => ({ after: randomInt(100, 2500) }))
    const outcomes = await outcomesOf(moments)
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(moments.length)
  }, 1_800_000)
})
