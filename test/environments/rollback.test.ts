import { expect, test } from 'vitest'
import { promote } from '../../src/environments/promote.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { rollback } from '../../src/environments/rollback.ts'
import { built, change, keysOf, publishedOrThrow, shown, testLake, view } from './lake.ts'

const lake = testLake()

async function threeRuns(): Promise<void> {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const parts = await built(lake(), { name: 'parts', content: 'one', run: 'run-2' })
  const orders3 = await built(lake(), { name: 'orders', content: 'three', run: 'run-3' })
  await publishedOrThrow(lake(), change('run-1', { set: [orders, view('kpis', [orders])] }))
  await publishedOrThrow(lake(), change('run-2', { set: [parts] }))
  await publishedOrThrow(lake(), change('run-3', { set: [orders3], remove: ['gold.parts'] }))
}

function back(to: string, run = 'run-9'): ReturnType<typeof rollback> {
  return rollback(lake().store, { environment: 'dev', to, run }, lake().clock)
}

test('a rollback shows everything as it was after a run, under a new epoch, and can be rolled back', async () => {
  await threeRuns()
  expect(await back('run-2')).toEqual({ status: 'published', epoch: 4, tables: ['gold.orders', 'gold.parts'] })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'one', 'gold.parts': 'one' })
  expect(await back('run-1', 'run-10')).toMatchObject({ epoch: 5, tables: ['gold.parts'] })
  expect(await back('run-9', 'run-11')).toMatchObject({ epoch: 6, tables: ['gold.parts'] })
  expect(await back('run-3', 'run-12')).toMatchObject({ epoch: 7 })
  expect(await shown(lake().store)).toMatchObject({ 'gold.orders': 'three' })
  expect((await readPointer(lake().store, 'dev'))?.content.tables.get('gold.orders')?.builtBy).toBe('run-3')
})

test('a rollback to the current state changes nothing', async () => {
  await threeRuns()
  expect(await back('run-3')).toEqual({ status: 'unchanged', epoch: 3 })
})

test('a rollback to a run that published nothing here is refused', async () => {
  await threeRuns()
  for (const run of ['run-7', 'nonsense']) {
    expect(await back(run)).toMatchObject({ status: 'refused', diagnostic: { code: 'store/gone' } })
  }
  const nowhere = await rollback(lake().store, { environment: 'prod', to: 'run-1', run: 'run-9' }, lake().clock)
  expect(nowhere).toMatchObject({ status: 'refused', diagnostic: { code: 'store/gone' } })
})

test('a rollback to files that are gone says how many, and changes nothing', async () => {
  await threeRuns()
  const before = await shown(lake().store)
  const [gone] = await keysOf(lake().store, 'data/gold/parts/')
  await lake().store.delete([gone ?? ''])
  expect(await back('run-2')).toMatchObject({
    status: 'refused',
    diagnostic: { code: 'store/gone', message: expect.stringContaining('Files of run run-2 are gone (1 of 2)') },
  })
  expect(await shown(lake().store)).toEqual(before)
})

test('a promotion shows one environment in another, with nothing copied', async () => {
  await threeRuns()
  const { store, clock } = lake()
  const files = await keysOf(store, 'data/')
  const own = await built(lake(), { name: 'own', content: 'one' })
  await publishedOrThrow(lake(), change('run-p', { set: [own] }), 'prod')
  const some = { from: 'dev', to: 'prod', run: 'run-8', tables: ['gold.orders'] }
  expect(await promote(store, some, clock)).toMatchObject({ status: 'published', tables: ['gold.orders'] })
  expect(await shown(store, 'prod')).toEqual({ 'gold.orders': 'three', 'gold.own': 'one' })
  expect(await promote(store, { from: 'dev', to: 'prod', run: 'run-9' }, clock)).toMatchObject({ status: 'published' })
  expect(await shown(store, 'prod')).toEqual(await shown(store, 'dev'))
  expect((await keysOf(store, 'data/')).length).toBe(files.length + 1)
})

test('a promotion from nowhere, or of a view without its parents, is refused', async () => {
  await threeRuns()
  const { store, clock } = lake()
  expect(await promote(store, { from: 'test', to: 'prod', run: 'run-8' }, clock)).toMatchObject({
    status: 'refused',
    diagnostic: { code: 'store/gone', message: expect.stringContaining('"test"') },
  })
  const viewOnly = { from: 'dev', to: 'prod', run: 'run-9', tables: ['interface.kpis'] }
  expect(await promote(store, viewOnly, clock)).toMatchObject({
    status: 'refused',
    diagnostic: { code: 'run/view-broken' },
  })
})
