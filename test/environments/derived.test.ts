import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { derivedObjects, writeDerived } from '../../src/environments/derived.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { repairDerived } from '../../src/environments/repair-derived.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { built, change, diagnosticsOf, intercepted, keysOf, publishedOrThrow, testLake, textOf, view } from './lake.ts'

const lake = testLake()
const stable = (name: string): string => `dev/gold/${name}/${name}.parquet`
const manifest = (name: string): string => `environments/dev/symlink/${name}/manifest.txt`
const statements = 'dev/views.sql'

test('models of one file get a stable path, every model of files a manifest, and all of them a view', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const many = await built(lake(), { name: 'many', content: ['two', 'three'] })
  await publishedOrThrow(lake(), change('run-1', { set: [orders, many, view('kpis', [orders])] }))
  const { store, folder } = lake()
  expect(await repairDerived(store, 'dev')).toEqual([
    stable('orders'),
    statements,
    manifest('many'),
    manifest('orders'),
  ])
  expect(await textOf(store, stable('orders'))).toBe('one')
  expect(await textOf(store, manifest('many'))).toBe(
    many.files.map(({ key }) => `${pathToFileURL(join(folder, key)).href}\n`).join(''),
  )
  expect(await keysOf(store, 'dev/')).toEqual([stable('orders'), statements])
  expect((await textOf(store, statements))?.match(/^create or replace view .*/gm)).toEqual([
    'create or replace view "gold"."many" as',
    'create or replace view "gold"."orders" as',
    'create or replace view "interface"."kpis" as',
  ])
})

test('nothing is done when nothing was published, or nothing since', async () => {
  const { store } = lake()
  expect(await repairDerived(store, 'dev')).toEqual([])
  await publishedOrThrow(lake(), change('run-1', { set: [await built(lake(), { name: 'orders', content: 'one' })] }))
  await repairDerived(store, 'dev')
  const operations: string[] = []
  const counted = intercepted(store, (operation, key, go) => {
    operations.push(`${operation} ${key}`)
    return go()
  })
  expect(await repairDerived(counted, 'dev')).toEqual([])
  expect(operations).toEqual(['get environments/dev/current.json', 'get environments/dev/derived.json'])
})

test('only what changed is written, and what no longer belongs is removed', async () => {
  const { store } = lake()
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  const parts = await built(lake(), { name: 'parts', content: 'one' })
  const gone = await built(lake(), { name: 'gone', content: 'one' })
  await publishedOrThrow(lake(), change('run-1', { set: [orders, parts, gone] }))
  await repairDerived(store, 'dev')
  await store.put('dev/gold/mine/notes.txt', Buffer.from('mine'))
  const split = await built(lake(), { name: 'orders', content: ['two', 'three'] })
  await publishedOrThrow(lake(), change('run-2', { set: [split], remove: ['gold.gone'] }))
  expect(await repairDerived(store, 'dev')).toEqual([
    stable('gone'),
    stable('orders'),
    statements,
    manifest('gone'),
    manifest('orders'),
  ])
  expect(await keysOf(store, 'dev/')).toEqual(['dev/gold/mine/notes.txt', stable('parts'), statements])
  expect(await keysOf(store, 'environments/dev/symlink/')).toEqual([manifest('orders'), manifest('parts')])
})

test('what a repair that died left behind is put right, also when the model was removed since', async () => {
  const { store } = lake()
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  await publishedOrThrow(lake(), change('run-1', { set: [orders] }))
  await repairDerived(store, 'dev')
  const more = await built(lake(), { name: 'more', content: 'one' })
  await publishedOrThrow(
    lake(),
    change('run-2', { set: [more, await built(lake(), { name: 'orders', content: 'two' })] }),
  )
  let copies = 0
  const dying = intercepted(store, async (operation, key, go) => {
    if (key === manifest('more') || key === manifest('orders')) throw new Error('died')
    if (operation === 'copy') copies += 1
    return go()
  })
  await expect(repairDerived(dying, 'dev')).rejects.toThrow('died')
  expect(copies).toBe(2)
  expect(await textOf(store, stable('more'))).toBe('one')
  await publishedOrThrow(lake(), change('run-3', { set: [orders], remove: ['gold.more'] }))
  await repairDerived(store, 'dev')
  expect(await textOf(store, stable('orders'))).toBe('one')
  expect(await keysOf(store, 'dev/')).toEqual([stable('orders'), statements])
  expect(await keysOf(store, 'environments/dev/symlink/')).toEqual([manifest('orders')])
})

test('a slow repair that others overtook ends with what is current', async () => {
  const { store } = lake()
  await publishedOrThrow(lake(), change('run-1', { set: [await built(lake(), { name: 'orders', content: 'one' })] }))
  let overtaken = false
  const slow = intercepted(store, async (operation, _key, go) => {
    if (operation === 'copy' && !overtaken) {
      overtaken = true
      const pointer = (await readPointer(store, 'dev'))?.content
      await publishedOrThrow(
        lake(),
        change('run-2', { set: [await built(lake(), { name: 'orders', content: 'two' })] }),
      )
      await repairDerived(store, 'dev')
      // The slow one writes what it meant to write, over the newer.
      for (const [key, derived] of pointer === undefined ? [] : derivedObjects(store, 'dev', pointer)) {
        await writeDerived(store, key, derived)
      }
      return undefined
    }
    return go()
  })
  await repairDerived(slow, 'dev')
  expect(await textOf(store, stable('orders'))).toBe('two')
  expect(await repairDerived(store, 'dev')).toEqual([])
})

test('an account that names other objects removes none of them', async () => {
  const { store } = lake()
  await publishedOrThrow(lake(), change('run-1', { set: [await built(lake(), { name: 'orders', content: 'one' })] }))
  const objects = { 'environments/dev/current.json': 'x', 'data/x.parquet': 'x', 'prod/gold/a/a.parquet': 'x' }
  await store.put('prod/gold/a/a.parquet', Buffer.from('prod'))
  await store.put(
    'environments/dev/derived.json',
    Buffer.from(JSON.stringify({ format: 1, epoch: 0, complete: true, objects })),
  )
  await repairDerived(store, 'dev')
  expect(await textOf(store, 'prod/gold/a/a.parquet')).toBe('prod')
  expect(await readPointer(store, 'dev')).toBeDefined()
  await store.put('environments/dev/derived.json', Buffer.from('{"format":9}'))
  expect((await diagnosticsOf(() => repairDerived(store, 'dev')))[0]?.code).toBe('store/format')
})

test('the file of the views follows the pointer, also after a repair that died before it, and is made only then', async () => {
  const { store } = lake()
  const makeViews = async (statements: readonly string[]) => Buffer.from(statements.join('\n'))
  const views = () => textOf(store, 'dev/views.duckdb')
  await publishedOrThrow(lake(), change('run-1', { set: [await built(lake(), { name: 'orders', content: 'one' })] }))
  expect(await repairDerived(store, 'dev', makeViews)).toContain('dev/views.duckdb')
  const first = await views()
  expect(first).toContain('create or replace view')

  await publishedOrThrow(lake(), change('run-2', { set: [await built(lake(), { name: 'orders', content: 'two' })] }))
  await expect(
    repairDerived(store, 'dev', async () => {
      throw new Error('died')
    }),
  ).rejects.toThrow('died')
  expect(await views()).toBe(first)
  expect(await repairDerived(store, 'dev')).not.toContain('dev/views.duckdb')
  expect(await views()).toBe(first)
  expect(await repairDerived(store, 'dev', makeViews)).toEqual(['dev/views.duckdb'])
  expect(await views()).not.toBe(first)
  expect(await repairDerived(store, 'dev', makeViews)).toEqual([])
})

test('what names files by their place is written anew when the lake was moved', async () => {
  const orders = await built(lake(), { name: 'orders', content: 'one' })
  await publishedOrThrow(lake(), change('run-1', { set: [orders] }))
  const { store, folder } = lake()
  await repairDerived(store, 'dev')
  const moved = `${folder}-moved`
  await rename(folder, moved)
  try {
    const other = await openLocalStore(moved)
    expect(await repairDerived(other, 'dev')).toEqual([statements, manifest('orders')])
    expect(await textOf(other, manifest('orders'))).toContain(pathToFileURL(moved).href)
  } finally {
    await rename(moved, folder)
  }
})
