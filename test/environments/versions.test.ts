import { expect, test } from 'vitest'
import { missingFiles } from '../../src/environments/missing-files.ts'
import type { TableEntry } from '../../src/environments/pointer.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { writeRunRecord } from '../../src/environments/run-record.ts'
import { environmentNames, versionFinder } from '../../src/environments/versions.ts'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { built, change, fingerprint, intercepted, published, publishedOrThrow, testLake } from './lake.ts'

const lake = testLake()

async function found(version: Fingerprint, environment = 'dev'): Promise<string | undefined> {
  const { store } = lake()
  const pointer = (await readPointer(store, environment))?.content
  return (await versionFinder(store, { environment, pointer })(version, 'gold.own'))?.name
}

test('a version is found in its environment, in another one, and in the record of a run', async () => {
  const own = await built(lake(), { name: 'own', content: 'one' })
  const other = await built(lake(), { name: 'other', content: 'one' })
  const replaced = await built(lake(), { name: 'own', content: 'zero' })
  await publishedOrThrow(lake(), change('run-1', { set: [replaced] }))
  await publishedOrThrow(lake(), change('run-2', { set: [own] }))
  await publishedOrThrow(lake(), change('run-3', { set: [other] }), 'prod')
  expect(await found(own.fingerprint)).toBe('own')
  expect(await found(other.fingerprint)).toBe('other')
  expect(await found(replaced.fingerprint)).toBe('own')
  expect(await found(fingerprint('nothing'))).toBeUndefined()
  expect(await environmentNames(lake().store)).toEqual(['dev', 'prod'])
})

test('of models with the same rows, each finds its own version', async () => {
  const first = await built(lake(), { name: 'first', content: 'one' })
  const own: TableEntry = {
    ...(await built(lake(), { name: 'own', content: 'one' })),
    fingerprint: first.fingerprint,
  }
  await publishedOrThrow(lake(), change('run-1', { set: [first] }))
  const { store } = lake()
  const pointer = (await readPointer(store, 'dev'))?.content
  const tables = new Map([...(pointer?.tables ?? []), ['gold.own', own]])
  const find = versionFinder(store, { environment: 'dev', pointer: pointer && { ...pointer, tables } })
  expect((await find(first.fingerprint, 'gold.own'))?.name).toBe('own')
  expect((await find(first.fingerprint, 'gold.third'))?.name).toBe('first')
})

test('the files of a version that was built for a model of another name are looked for where they are', async () => {
  const first = await built(lake(), { name: 'first', content: 'one' })
  const renamed: TableEntry = { ...first, name: 'second', relation: { schema: 'gold', identifier: 'second' } }
  expect(await missingFiles(lake().store, [renamed])).toEqual([])
  await lake().store.delete(first.files.map(({ key }) => key))
  expect(await missingFiles(lake().store, [renamed])).toHaveLength(1)
})

test('files alone are no version, and neither is one that failed a test or whose files are gone', async () => {
  const orphan = await built(lake(), { name: 'orphan', content: 'one' })
  const failed = await built(lake(), { name: 'failed', content: 'one' })
  const gone = await built(lake(), { name: 'gone', content: 'one' })
  const next = await built(lake(), { name: 'gone', content: 'two' })
  await publishedOrThrow(lake(), change('run-1', { set: [gone], failed: [failed] }))
  await publishedOrThrow(lake(), change('run-2', { set: [next] }))
  await lake().store.delete(gone.files.map(({ key }) => key))
  expect(await found(orphan.fingerprint)).toBeUndefined()
  expect(await found(failed.fingerprint)).toBeUndefined()
  expect(await found(gone.fingerprint)).toBeUndefined()
})

test('what a run built is found although it published nothing', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  await writeRunRecord(lake().store, {
    run: 'run-1',
    environment: 'dev',
    writtenAt: lake().clock.now(),
    tables: new Map([['gold.orders', orders]]),
    failed: new Map(),
    removed: [],
  })
  expect(await found(orders.fingerprint)).toBe('orders')
})

test('what the own pointer shows costs no request, and the rest is read once', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  for (let run = 1; run <= 30; run += 1) {
    await publishedOrThrow(
      lake(),
      change(`run-${String(run).padStart(2, '0')}`, { set: [await built(lake(), { name: 'x', content: `${run}` })] }),
    )
  }
  await publishedOrThrow(lake(), change('run-99', { set: [orders] }))
  const pointer = (await readPointer(lake().store, 'dev'))?.content
  let gets = 0
  const counted = intercepted(lake().store, (operation, _key, go) => {
    if (operation === 'get') gets += 1
    return go()
  })
  const find = versionFinder(counted, { environment: 'dev', pointer })
  await find(orders.fingerprint, 'gold.orders')
  expect(gets).toBe(0)
  for (const name of ['a', 'b', 'c']) expect(await find(fingerprint(name), 'gold.orders')).toBeUndefined()
  expect(gets).toBe(20)
})

test('a damaged file of another environment or run stops nobody', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  await published(lake(), change('run-1', { set: [orders] }))
  await lake().store.put('environments/broken/current.json', Buffer.from('{'))
  await lake().store.put('runs/run-9.json', Buffer.from('{'))
  expect(await found(orders.fingerprint, 'fresh')).toBe('orders')
  expect(await found(fingerprint('nothing'), 'fresh')).toBeUndefined()
})
