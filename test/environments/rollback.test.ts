import { expect, test } from 'vitest'
import type { StateName } from '../../src/environments/pointer.ts'
import { type Promotion, preparePromotion } from '../../src/environments/promote.ts'
import { type PublishResult, publish } from '../../src/environments/publish.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { prepareRollback } from '../../src/environments/rollback.ts'
import { keptStates } from '../../src/environments/state.ts'
import { built, change, diagnosticsOf, keysOf, published, publishedOrThrow, shown, testLake, view } from './lake.ts'

const lake = testLake()

async function threeRuns(): Promise<void> {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const parts = await built(lake(), { name: 'parts', content: 'one', run: 'run-2' })
  const orders3 = await built(lake(), { name: 'orders', content: 'three', run: 'run-3' })
  await publishedOrThrow(lake(), change('run-1', { set: [orders, view('kpis', [orders])] }))
  await publishedOrThrow(lake(), change('run-2', { set: [parts] }))
  await publishedOrThrow(lake(), change('run-3', { set: [orders3], remove: ['gold.parts'] }))
}

async function back(to: StateName, run = 'run-9', environment = 'dev'): Promise<PublishResult> {
  const { store, clock } = lake()
  return publish(store, await prepareRollback(store, { environment, to, run }), clock)
}

async function promote(promotion: Promotion): Promise<PublishResult> {
  const { store, clock } = lake()
  return publish(store, await preparePromotion(store, promotion), clock)
}

test('a rollback shows everything as it was after a run, under a new epoch, and can be rolled back', async () => {
  await threeRuns()
  expect(await back({ run: 'run-2' })).toEqual({ status: 'published', epoch: 4, tables: ['gold.orders', 'gold.parts'] })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'one', 'gold.parts': 'one' })
  expect(await back({ run: 'run-1' }, 'run-10')).toMatchObject({ epoch: 5, tables: ['gold.parts'] })
  expect(await back({ run: 'run-9' }, 'run-11')).toMatchObject({ epoch: 6, tables: ['gold.parts'] })
  expect(await back({ run: 'run-3' }, 'run-12')).toMatchObject({ epoch: 7 })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'three' })
  expect((await readPointer(lake().store, 'dev'))?.content.tables.get('gold.orders')?.builtBy).toBe('run-3')
})

test('a rollback to the current state changes nothing', async () => {
  await threeRuns()
  expect(await back({ run: 'run-3' })).toEqual({ status: 'unchanged', epoch: 3 })
})

test('a state is named by its run, its epoch, or how many changes are to be taken back', async () => {
  await threeRuns()
  expect(await back({ steps: 2 })).toMatchObject({ status: 'published', epoch: 4 })
  expect(await shown(lake().store)).toEqual({ 'gold.orders': 'one', 'interface.kpis': 'select 1 as a -- kpis' })
  expect(await back({ steps: 1 }, 'run-10')).toMatchObject({ status: 'published', epoch: 5 })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'three' })
  expect(await back({ epoch: 2 }, 'run-11')).toMatchObject({ status: 'published', epoch: 6 })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'one', 'gold.parts': 'one' })
})

test('a state that is not kept is refused, and it is said which are', async () => {
  await threeRuns()
  const messages = async (to: StateName, environment = 'dev') =>
    (await diagnosticsOf(() => back(to, 'run-9', environment))).map(({ code, message }) => `${code} ${message}`)
  expect(await messages({ run: 'run-7' })).toEqual([
    'store/gone No state of "dev" that run run-7 published is kept in this lake.',
  ])
  expect(await messages({ epoch: 9 })).toEqual([
    'store/gone Epoch 9 of "dev" is not kept in this lake; epochs from 1 to 3 are.',
  ])
  expect(await messages({ steps: 3 })).toEqual([
    'store/gone "dev" has 2 earlier states in this lake, so it cannot go back by 3.',
  ])
  expect(await messages({ run: 'run-1' }, 'prod')).toEqual([
    'store/gone Nothing was ever published to "prod" in this lake.',
  ])
})

test('a rollback to files that are gone says how many, and changes nothing; the list of states says it before', async () => {
  await threeRuns()
  const { store } = lake()
  const before = await shown(store)
  const [gone = ''] = await keysOf(store, 'data/gold/parts/')
  await store.delete([gone])
  const [refused] = await diagnosticsOf(() => back({ run: 'run-2' }))
  expect(refused).toMatchObject({
    code: 'store/gone',
    message: expect.stringContaining('Files of run run-2 are gone (1 of 2)'),
  })
  expect(await shown(store)).toEqual(before)
  const { states, total } = await keptStates(store, 'dev', 10)
  expect(total).toBe(3)
  expect(states.map(({ epoch, run, missing }) => [epoch, run, missing])).toEqual([
    [3, 'run-3', []],
    [2, 'run-2', [gone]],
    [1, 'run-1', []],
  ])
  expect((await keptStates(store, 'dev', 1)).states).toHaveLength(1)
})

test('a promotion shows one environment in another, with nothing copied', async () => {
  await threeRuns()
  const { store } = lake()
  const files = await keysOf(store, 'data/')
  const own = await built(lake(), { name: 'own', content: 'one' })
  await publishedOrThrow(lake(), change('run-p', { set: [own] }), 'prod')
  const toProd = { from: 'dev', to: 'prod' }
  expect(await promote({ ...toProd, run: 'run-8', tables: ['gold.orders'] })).toMatchObject({
    status: 'published',
    tables: ['gold.orders'],
  })
  expect(await shown(store, 'prod')).toEqual({ 'gold.orders': 'three', 'gold.own': 'one' })
  expect((await preparePromotion(store, { ...toProd, run: 'run-9' })).leftOver).toEqual(['gold.own'])
  expect(await promote({ ...toProd, run: 'run-9' })).toMatchObject({ tables: ['interface.kpis'] })
  expect(await promote({ ...toProd, run: 'run-10', prune: true })).toMatchObject({ tables: ['gold.own'] })
  expect(await shown(store, 'prod')).toEqual(await shown(store, 'dev'))
  expect((await keysOf(store, 'data/')).length).toBe(files.length + 1)
})

test('a promotion from nowhere, or of a view without its parents, is refused', async () => {
  await threeRuns()
  const [nowhere] = await diagnosticsOf(() => promote({ from: 'test', to: 'prod', run: 'run-8' }))
  expect(nowhere).toMatchObject({ code: 'store/gone', message: expect.stringContaining('"test"') })
  const viewOnly = { from: 'dev', to: 'prod', run: 'run-9', tables: ['interface.kpis'] }
  expect(await promote(viewOnly)).toMatchObject({ status: 'refused', diagnostic: { code: 'run/view-broken' } })
})

test('what failed its tests when last built is not promoted, until a later run makes it good', async () => {
  await threeRuns()
  const bad = await built(lake(), { name: 'orders', content: 'bad', run: 'run-4' })
  await published(lake(), change('run-4', { failed: [bad] }))
  await published(lake(), change('run-5', { set: [await built(lake(), { name: 'parts', content: 'five' })] }))
  const promotion = { from: 'dev', to: 'prod', run: 'run-9' }
  expect((await diagnosticsOf(() => promote(promotion)))[0]).toMatchObject({
    code: 'store/failed-tests',
    message: expect.stringContaining('"gold.orders" failed tests'),
  })
  expect(await promote({ ...promotion, tables: ['gold.parts'] })).toMatchObject({ status: 'published' })
  const good = await built(lake(), { name: 'orders', content: 'good', run: 'run-6' })
  await publishedOrThrow(lake(), change('run-6', { set: [good] }))
  expect(await promote({ ...promotion, run: 'run-10' })).toMatchObject({ status: 'published' })
})
