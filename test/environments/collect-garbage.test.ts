import { utimes } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { collectGarbage, type GarbagePlan, planGarbage } from '../../src/environments/collect-garbage.ts'
import { acquireLease, leaseSeconds } from '../../src/environments/lease.ts'
import { repairDerived } from '../../src/environments/repair-derived.ts'
import { built, change, intercepted, keysOf, publishedOrThrow, shown, testLake } from './lake.ts'

const lake = testLake()
const day = 24 * 60 * 60

/** Dates what was just written by the clock of the test, then lets so many days pass. */
async function daysPass(days: number): Promise<void> {
  const { store, clock } = lake()
  for await (const { key, modified } of store.list('')) {
    if (Date.now() - modified.getTime() < day * 1000) await utimes(store.address(key), clock.now(), clock.now())
  }
  clock.advance(days * day)
}

async function run(id: string, content: string): Promise<void> {
  await publishedOrThrow(lake(), change(id, { set: [await built(lake(), { name: 'orders', content, run: id })] }))
}

async function plan(keep: number, olderThanDays = 7): Promise<GarbagePlan> {
  const planned = await planGarbage(lake().store, { keep, olderThanDays }, lake().clock)
  if (!planned.ok) throw new Error(planned.diagnostic.message)
  return planned.value
}

test('what no environment, kept run or kept state names goes, records first', async () => {
  const { store, clock } = lake()
  for (const id of ['run-1', 'run-2', 'run-3', 'run-4']) await run(id, id)
  const orphan = await built(lake(), { name: 'orphan', content: 'one' })
  const failed = await built(lake(), { name: 'failed', content: 'one' })
  await publishedOrThrow(lake(), change('run-5', { failed: [failed] }))
  await repairDerived(store, 'dev')
  await store.put('data/gold/mine.parquet', Buffer.from('mine'))
  await store.put('notes.txt', Buffer.from('mine'))
  await daysPass(8)

  const planned = await plan(2)
  expect(planned.objects.map(({ key }) => key.replace(/[0-9a-f]{64}/g, '…'))).toEqual([
    'runs/run-1.json',
    'runs/run-2.json',
    'runs/run-3.json',
    'environments/dev/history/0000000001.json',
    'data/gold/orders/…/00000-….parquet',
    'data/gold/orphan/…/00000-….parquet',
  ])
  expect(planned.bytes).toBe(planned.objects.reduce((sum, { bytes }) => sum + bytes, 0))

  const before = await keysOf(store)
  const removed = await collectGarbage(store, planned, clock)
  expect(removed).toEqual({ ok: true, value: planned.objects })
  const gone = planned.objects.map(({ key }) => key)
  expect(await keysOf(store)).toEqual(before.filter((key) => !gone.includes(key)))
  expect(await shown(store)).toEqual({ 'gold.orders': 'run-4' })
  expect(gone).toContain(orphan.files[0]?.key)
  expect((await plan(2)).objects).toEqual([])
})

test('keeping no run keeps what environments show, and nothing young goes', async () => {
  const { store } = lake()
  await run('run-1', 'one')
  await run('run-2', 'two')
  await daysPass(6)
  expect(await plan(0)).toMatchObject({ objects: [], young: { objects: 4 } })
  await daysPass(2)
  const planned = await plan(0)
  expect(planned.objects.map(({ key }) => key.split('/')[0])).toEqual(['runs', 'runs', 'environments', 'data'])
  await collectGarbage(store, planned, lake().clock)
  expect(await shown(store)).toEqual({ 'gold.orders': 'two' })
})

test('while a run works nothing is planned or removed, also on an environment that is new', async () => {
  const { store, clock } = lake()
  await run('run-1', 'one')
  await run('run-2', 'two')
  await daysPass(8)
  const planned = await plan(0)
  const holder = { run: 'run-3', owner: 'ann', host: 'laptop', pid: 1 }
  await acquireLease(store, { environment: 'fresh', holder, isGone: () => false }, clock)
  const busy = { ok: false, diagnostic: { code: 'store/locked', message: expect.stringContaining('"fresh"') } }
  expect(await planGarbage(store, { keep: 0, olderThanDays: 7 }, clock)).toMatchObject(busy)
  expect(await collectGarbage(store, planned, clock)).toMatchObject(busy)
  clock.advance(leaseSeconds)
  expect(await collectGarbage(store, planned, clock)).toMatchObject({ ok: true })
})

test('nothing is removed once a pointer has changed', async () => {
  const { store, clock } = lake()
  await run('run-1', 'one')
  await run('run-2', 'two')
  await daysPass(8)
  const planned = await plan(0)
  await publishedOrThrow(lake(), change('run-3', { set: [await built(lake(), { name: 'orders', content: 'one' })] }))
  expect(await collectGarbage(store, planned, clock)).toEqual({ ok: true, value: [] })
  expect(await shown(store)).toEqual({ 'gold.orders': 'one' })
})

test('a pointer that cannot be read stops the planning', async () => {
  await run('run-1', 'one')
  await lake().store.put('environments/broken/current.json', Buffer.from('{'))
  await expect(plan(0)).rejects.toThrow('store/corrupt')
})

test('a death in the middle leaves only garbage', async () => {
  const { store, clock } = lake()
  await run('run-1', 'one')
  await run('run-2', 'two')
  await daysPass(8)
  const planned = await plan(0)
  const dying = intercepted(store, async (operation, _key, go) => {
    if (operation !== 'delete') return go()
    await store.delete(planned.objects.slice(0, 2).map(({ key }) => key))
    throw new Error('died')
  })
  await expect(collectGarbage(dying, planned, clock)).rejects.toThrow('died')
  expect(await shown(store)).toEqual({ 'gold.orders': 'two' })
  expect((await plan(0)).objects).toEqual(planned.objects.slice(2))
  await collectGarbage(store, await plan(0), clock)
  expect((await plan(0)).objects).toEqual([])
})
