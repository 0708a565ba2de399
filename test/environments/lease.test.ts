import { expect, test } from 'vitest'
import { acquireLease, type Holder, type Lease, type LeaseResult, leaseSeconds } from '../../src/environments/lease.ts'
import { intercepted, testLake } from './lake.ts'

const lake = testLake()
const ann: Holder = { run: 'run-a', owner: 'ann', host: 'laptop', pid: 42 }
const bob: Holder = { run: 'run-b', owner: 'bob', host: 'server', pid: 43 }

function acquire(holder: Holder, isGone: (holder: Holder) => boolean = () => false): Promise<LeaseResult> {
  const { store, clock } = lake()
  return acquireLease(store, { environment: 'dev', holder, isGone }, clock)
}

async function acquired(holder: Holder): Promise<Lease> {
  const result = await acquire(holder)
  if (!result.ok) throw new Error(result.diagnostic.message)
  return result.lease
}

test('a second run is told who holds the environment, since when, and for how long', async () => {
  await acquired(ann)
  lake().clock.advance(20)
  expect(await acquire(bob)).toEqual({
    ok: false,
    holder: expect.objectContaining(ann),
    diagnostic: {
      code: 'store/locked',
      message: '"dev" is held by ann@laptop (process 42), run run-a, since 2025-01-31T12:00:00.000Z.',
      hint: expect.stringContaining('expires in 40 s'),
    },
  })
})

test('a lease that was let go, has expired, or whose holder is gone is free', async () => {
  await (await acquired(ann)).release()
  const lease = await acquired(bob)
  lake().clock.advance(leaseSeconds)
  expect((await acquire(ann)).ok).toBe(true)
  expect(await lease.renew()).toBe(false)
  expect((await acquire(bob)).ok).toBe(false)
  expect((await acquire(bob, ({ host, pid }) => host === 'laptop' && pid === 42)).ok).toBe(true)
})

test('a lease that is renewed does not expire', async () => {
  const lease = await acquired(ann)
  for (let turn = 0; turn < 5; turn += 1) {
    lake().clock.advance(leaseSeconds - 1)
    expect(await lease.renew()).toBe(true)
  }
  expect((await acquire(bob)).ok).toBe(false)
})

test('one that was taken over lets go of nothing', async () => {
  const lease = await acquired(ann)
  lake().clock.advance(leaseSeconds)
  await acquired(bob)
  await lease.release()
  expect((await acquire(ann)).ok).toBe(false)
})

test('a lease that was let go cannot be renewed', async () => {
  const lease = await acquired(ann)
  await lease.release()
  expect(await lease.renew()).toBe(false)
  expect((await acquire(bob)).ok).toBe(true)
})

test('of many who ask at once one gets it', async () => {
  const all = Array.from({ length: 20 }, (_, index) => ({ ...ann, run: `run-${index}` }))
  const results = await Promise.all(all.map((holder) => acquire(holder)))
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
  lake().clock.advance(leaseSeconds)
  const later = await Promise.all(all.map((holder) => acquire(holder)))
  expect(later.filter(({ ok }) => ok)).toHaveLength(1)
})

test('the reading of a lease that somebody takes meanwhile is repeated', async () => {
  const { store, clock } = lake()
  let reads = 0
  const slow = intercepted(store, async (operation, _key, go) => {
    const answer = await go()
    if (operation === 'get' && reads++ === 0) await acquired(bob)
    return answer
  })
  const result = await acquireLease(slow, { environment: 'dev', holder: ann, isGone: () => false }, clock)
  expect(result).toMatchObject({ ok: false, holder: bob })
})
