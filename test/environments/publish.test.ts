import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/environments/change.ts'
import { type TableEntry, tableKey } from '../../src/environments/pointer.ts'
import { type PublishResult, publish } from '../../src/environments/publish.ts'
import { readHistory, readPointer } from '../../src/environments/read-pointer.ts'
import { readRunRecord } from '../../src/environments/run-record.ts'
import { writeVersion } from '../../src/environments/write-version.ts'
import { StoreError } from '../../src/ports/store.ts'
import {
  built,
  change,
  diagnosticsOf,
  fingerprint,
  intercepted,
  keysOf,
  published,
  publishedOrThrow,
  sha256,
  shown,
  testLake,
  textOf,
  view,
} from './lake.ts'

const lake = testLake()

describe('writing a version', () => {
  test('files get keys of their own, numbered within their partition', async () => {
    const { store, folder } = lake()
    const contents = ['a', 'b', 'c']
    const files = await Promise.all(
      contents.map(async (content, index) => {
        const path = join(folder, `.tmp-${content}`)
        await writeFile(path, content)
        const partition = [{ column: 'year', value: index === 2 ? '1996' : '1995' }]
        return { path, bytes: 1, sha256: sha256(content), rows: index, partition }
      }),
    )
    const written = await writeVersion(store, { layer: 'gold', name: 'x', fingerprint: fingerprint('x'), files })
    const prefix = `data/gold/x/${fingerprint('x')}`
    expect(written.map(({ key, rows }) => ({ key, rows }))).toEqual([
      { key: `${prefix}/year=1995/00000-${sha256('a')}.parquet`, rows: 0 },
      { key: `${prefix}/year=1995/00001-${sha256('b')}.parquet`, rows: 1 },
      { key: `${prefix}/year=1996/00000-${sha256('c')}.parquet`, rows: 2 },
    ])
    expect(await keysOf(store)).toEqual(written.map(({ key }) => key))
  })

  test('a file that is there with the same bytes is left, and with other bytes is an error', async () => {
    const first = await built(lake(), { name: 'orders', content: 'one' })
    expect(await built(lake(), { name: 'orders', content: 'one' })).toEqual(first)

    const { store, folder } = lake()
    const key = first.files[0]?.key ?? ''
    for (const [content, problem] of [
      ['ONE', `its SHA-256 is ${sha256('ONE')} instead of ${sha256('one')}`],
      ['longer', 'it has 6 bytes instead of 3'],
    ] as const) {
      await store.delete([key])
      await store.put(key, Buffer.from(content))
      const [diagnostic] = await diagnosticsOf(() => built(lake(), { name: 'orders', content: 'one' }))
      expect(diagnostic).toMatchObject({ code: 'store/corrupt', message: expect.stringContaining(problem) })
      expect(diagnostic?.message).toContain(join(folder, key))
      expect(await textOf(store, key)).toBe(content)
    }
  })
})

describe('publishing', () => {
  test('shows all tables of a run at once, with the next epoch, and leaves a record of the run', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const failed = await built(lake(), { name: 'failed', content: 'bad' })
    const kpis = view('kpis', [orders])
    const first = change('run-1', { set: [orders, kpis], failed: [failed] })
    expect(await published(lake(), first)).toEqual({
      status: 'published',
      epoch: 1,
      tables: ['gold.orders', 'interface.kpis'],
    })
    expect(await readPointer(lake().store, 'dev')).toMatchObject({
      content: { epoch: 1, run: 'run-1', publishedAt: lake().clock.now() },
    })
    expect(await shown(lake().store)).toEqual({ 'gold.orders': 'one', 'interface.kpis': kpis.sql })
    expect(await readRunRecord(lake().store, 'run-1')).toMatchObject({
      run: 'run-1',
      environment: 'dev',
      tables: new Map<string, TableEntry>([
        ['gold.orders', orders],
        ['interface.kpis', kpis],
      ]),
      failed: new Map([['gold.failed', failed]]),
    })
  })

  test('keeps tables that a run did not touch, removes those it names, and keeps every state in the history', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const parts = await built(lake(), { name: 'parts', content: 'two' })
    await publishedOrThrow(lake(), change('run-1', { set: [orders, parts] }))
    const later = await built(lake(), { name: 'orders', content: 'three' })
    expect(await published(lake(), change('run-2', { set: [later], remove: ['gold.parts', 'gold.never'] }))).toEqual({
      status: 'published',
      epoch: 2,
      tables: ['gold.orders', 'gold.parts'],
    })
    expect(await shown(lake().store)).toEqual({ 'gold.orders': 'three' })
    expect((await readHistory(lake().store, 'dev', 1))?.tables.size).toBe(2)
    expect((await readHistory(lake().store, 'dev', 2))?.tables.size).toBeUndefined()
  })

  test('writes nothing when the environment shows all of it already', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    await publishedOrThrow(lake(), change('run-1', { set: [orders] }))
    const before = await textOf(lake().store, 'environments/dev/current.json')
    expect(await published(lake(), change('run-2', { set: [orders], remove: ['gold.never'] }))).toEqual({
      status: 'unchanged',
      epoch: 1,
    })
    expect(await textOf(lake().store, 'environments/dev/current.json')).toBe(before)
    expect(await published(lake(), change('run-3', {}), 'empty')).toEqual({ status: 'unchanged', epoch: 0 })
    expect(await readPointer(lake().store, 'empty')).toBeUndefined()
  })

  test('shows new test results of the same version', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    await publishedOrThrow(lake(), change('run-1', { set: [orders] }))
    const warned: TableEntry = { ...orders, tests: [{ name: 't', status: 'warn', failures: 2 }] }
    expect(await published(lake(), change('run-2', { set: [warned] }))).toMatchObject({ status: 'published', epoch: 2 })
    expect((await readPointer(lake().store, 'dev'))?.content.tables.get('gold.orders')?.tests).toEqual(warned.tests)
  })

  test('environments do not see each other', async () => {
    await publishedOrThrow(lake(), change('run-1', { set: [await built(lake(), { name: 'orders', content: 'dev' })] }))
    const prod = await built(lake(), { name: 'orders', content: 'prod' })
    await publishedOrThrow(lake(), change('run-2', { set: [prod] }), 'prod')
    expect(await shown(lake().store, 'dev')).toEqual({ 'gold.orders': 'dev' })
    expect(await shown(lake().store, 'prod')).toEqual({ 'gold.orders': 'prod' })
  })

  test('refuses to leave a view without what it reads', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const kpis = view('kpis', [orders])
    const alone = await published(lake(), change('run-1', { set: [kpis] }))
    expect(alone).toMatchObject({ status: 'refused', diagnostic: { code: 'run/view-broken' } })
    await publishedOrThrow(lake(), change('run-2', { set: [orders, kpis] }))
    expect(await published(lake(), change('run-3', { remove: ['gold.orders'] }))).toMatchObject({
      status: 'refused',
      diagnostic: { code: 'run/view-broken', message: expect.stringContaining('"gold.orders"') },
    })
    expect(await published(lake(), change('run-4', { remove: ['gold.orders', 'interface.kpis'] }))).toMatchObject({
      status: 'published',
    })
  })

  test('refuses a reused version whose files were cleaned away meanwhile', async () => {
    const orders = await built(lake(), { name: 'orders', content: 'one', run: 'run-0' })
    await lake().store.delete(orders.files.map(({ key }) => key))
    expect(await published(lake(), change('run-1', { set: [orders] }))).toMatchObject({
      status: 'refused',
      diagnostic: { code: 'store/gone', message: expect.stringContaining('1 of 1') },
    })
    expect(await readPointer(lake().store, 'dev')).toBeUndefined()
  })
})

describe('publishing while another run does', () => {
  /** Run A reads the pointer, run B publishes, then A publishes. */
  async function overtaken(
    before: readonly TableEntry[],
    theirs: Partial<Change>,
    ours: Partial<Change>,
  ): Promise<PublishResult> {
    const { store, clock } = lake()
    await publishedOrThrow(lake(), change('run-0', { set: before }))
    const base = await readPointer(store, 'dev')
    await publishedOrThrow(lake(), change('run-b', theirs))
    return publish(store, { environment: 'dev', change: change('run-a', ours), base }, clock)
  }

  async function three(): Promise<readonly [TableEntry, TableEntry, TableEntry]> {
    return [
      await built(lake(), { name: 'orders', content: 'one' }),
      await built(lake(), { name: 'parts', content: 'one' }),
      await built(lake(), { name: 'orders', content: 'two' }),
    ]
  }

  test('changes of different tables both stay', async () => {
    const [orders, parts, orders2] = await three()
    const parts2 = await built(lake(), { name: 'parts', content: 'two' })
    const result = await overtaken([orders, parts], { set: [parts2] }, { set: [orders2, parts] })
    expect(result).toEqual({ status: 'published', epoch: 3, tables: ['gold.orders'] })
    expect(await shown(lake().store)).toEqual({ 'gold.orders': 'two', 'gold.parts': 'two' })
  })

  test('changes of one table are refused, with the name of the other run and the table', async () => {
    const [orders, parts, orders2] = await three()
    const orders3 = await built(lake(), { name: 'orders', content: 'three' })
    expect(await overtaken([orders, parts], { set: [orders2] }, { set: [orders3] })).toMatchObject({
      status: 'refused',
      diagnostic: { code: 'store/conflict', message: expect.stringMatching(/Run run-b .*"gold.orders"/) },
    })
    expect(await shown(lake().store)).toEqual({ 'gold.orders': 'two', 'gold.parts': 'one' })
  })

  test('two runs that made the same version agree', async () => {
    const [orders, parts, orders2] = await three()
    const mine: TableEntry = { ...orders2, builtBy: 'run-a' }
    const parts2 = await built(lake(), { name: 'parts', content: 'two' })
    expect(await overtaken([orders, parts], { set: [orders2] }, { set: [mine, parts2] })).toMatchObject({
      status: 'published',
      epoch: 3,
    })
  })

  test('a table that was removed, changed or read by a view of the other run is refused', async () => {
    const [orders, parts, orders2] = await three()
    const onOrders = view('on_orders', [orders])
    const conflict = { status: 'refused', diagnostic: { code: 'store/conflict' } }
    expect(await overtaken([orders, parts], { remove: ['gold.orders'] }, { set: [orders2] })).toMatchObject(conflict)
    await lake().store.delete(await keysOf(lake().store, 'environments/'))
    expect(await overtaken([orders, parts], { set: [onOrders] }, { set: [orders2] })).toMatchObject(conflict)
    await lake().store.delete(await keysOf(lake().store, 'environments/'))
    expect(await overtaken([orders, parts], { set: [orders2] }, { set: [onOrders] })).toMatchObject(conflict)
  })

  test('two new views over one unchanged table both stay', async () => {
    const [orders, parts] = await three()
    const result = await overtaken([orders, parts], { set: [view('a', [orders])] }, { set: [view('b', [orders])] })
    expect(result).toMatchObject({ status: 'published' })
    expect(Object.keys(await shown(lake().store))).toEqual(['gold.orders', 'gold.parts', 'interface.a', 'interface.b'])
  })

  test('a version that was only tested again does not come back over a newer one', async () => {
    const [orders, parts, orders2] = await three()
    const tested: TableEntry = { ...orders, tests: [{ name: 't', status: 'pass', failures: 0 }] }
    const parts2 = await built(lake(), { name: 'parts', content: 'two' })
    const result = await overtaken([orders, parts], { set: [orders2] }, { set: [tested, parts2] })
    expect(result).toMatchObject({ status: 'published' })
    expect(await shown(lake().store)).toEqual({ 'gold.orders': 'two', 'gold.parts': 'two' })
  })

  test('of 32 who publish one table from one state exactly one succeeds at each epoch', async () => {
    const { store, clock } = lake()
    await publishedOrThrow(
      lake(),
      change('run-0', { set: [await built(lake(), { name: 'orders', content: 'start' })] }),
    )
    for (let epoch = 2; epoch <= 6; epoch += 1) {
      const base = await readPointer(store, 'dev')
      const results = await Promise.all(
        Array.from({ length: 32 }, async (_, index) => {
          const set = [await built(lake(), { name: 'orders', content: `${epoch}/${index}` })]
          return publish(store, { environment: 'dev', change: change(`run-${epoch}-${index}`, { set }), base }, clock)
        }),
      )
      const winners = results.flatMap((result, index) => (result.status === 'published' ? [index] : []))
      expect(winners).toHaveLength(1)
      expect(await shown(store)).toEqual({ 'gold.orders': `${epoch}/${winners[0]}` })
      expect((await readPointer(store, 'dev'))?.content.epoch).toBe(epoch)
    }
  })

  test('32 who publish a table each, from one state, all succeed in some order', async () => {
    const { store, clock } = lake()
    const results = await Promise.all(
      Array.from({ length: 32 }, async (_, index) => {
        const set = [await built(lake(), { name: `t${index}`, content: `${index}` })]
        return publish(store, { environment: 'dev', change: change(`run-${index}`, { set }), base: undefined }, clock)
      }),
    )
    const epochs = results.map((result) => (result.status === 'published' ? result.epoch : 0))
    expect(epochs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1))
    expect(Object.keys(await shown(store))).toHaveLength(32)
    expect(await keysOf(store, 'environments/dev/history/')).toHaveLength(31)
  })
})

describe('publishing when the store answers badly', () => {
  const unreachable = new StoreError('store/unreachable', 'cut')
  const pointer = 'environments/dev/current.json'

  test.each(['the answer is lost', 'the write is repeated below and answers "conflict"'])(
    'a write that arrived is a success although %s',
    async (how) => {
      const { store, clock } = lake()
      const orders = await built(lake(), { name: 'orders', content: 'one' })
      const flaky = intercepted(store, async (operation, key, go) => {
        const answer = await go()
        if (operation !== 'put' || key !== pointer) return answer
        if (how === 'the answer is lost') throw unreachable
        return 'conflict'
      })
      const wanted = change('run-1', { set: [orders] })
      expect(await publish(flaky, { environment: 'dev', change: wanted, base: undefined }, clock)).toMatchObject({
        status: 'published',
        epoch: 1,
      })
    },
  )

  test('a write that arrived and was overtaken before the answer was lost is a success', async () => {
    const { store, clock } = lake()
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const parts = await built(lake(), { name: 'parts', content: 'one' })
    const flaky = intercepted(store, async (operation, key, go) => {
      const answer = await go()
      if (operation !== 'put' || key !== pointer) return answer
      await publishedOrThrow(lake(), change('run-2', { set: [parts] }))
      throw unreachable
    })
    const wanted = change('run-1', { set: [orders] })
    expect(await publish(flaky, { environment: 'dev', change: wanted, base: undefined }, clock)).toMatchObject({
      status: 'published',
      epoch: 1,
    })
    expect(Object.keys(await shown(store))).toEqual(['gold.orders', 'gold.parts'])
  })

  test('a write that did not arrive throws what the store threw', async () => {
    const { store, clock } = lake()
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const wanted = change('run-1', { set: [orders] })
    for (const failing of [pointer, 'runs/run-1.json']) {
      const broken = intercepted(store, async (operation, key, go) => {
        if (operation === 'put' && key === failing) throw unreachable
        return go()
      })
      await expect(publish(broken, { environment: 'dev', change: wanted, base: undefined }, clock)).rejects.toBe(
        unreachable,
      )
      expect(await readPointer(store, 'dev')).toBeUndefined()
    }
    expect(await publishedOrThrow(lake(), wanted)).toBe(1)
  })

  test('a publisher that others always overtake gives up and says so', async () => {
    const { store, clock } = lake()
    let turn = 0
    const busy = intercepted(store, async (operation, key, go) => {
      if (operation === 'put' && key === pointer) {
        turn += 1
        await publishedOrThrow(
          lake(),
          change(`other-${turn}`, { set: [await built(lake(), { name: 'other', content: `${turn}` })] }),
        )
      }
      return go()
    })
    const orders = await built(lake(), { name: 'orders', content: 'one' })
    const result = await publish(
      busy,
      { environment: 'dev', change: change('run-1', { set: [orders] }), base: undefined },
      clock,
    )
    expect(result).toMatchObject({ status: 'refused', diagnostic: { code: 'store/conflict' } })
    expect(turn).toBe(100)
  })
})

test('keys of tables do not tell upper from lower case, as the engine does not', () => {
  expect(tableKey({ schema: 'Gold', identifier: 'Revenue' })).toBe('gold.revenue')
})

test('a pointer that was put back, or removed, is followed by an epoch that no state has', async () => {
  const { store } = lake()
  for (const content of ['one', 'two', 'three']) {
    await publishedOrThrow(
      lake(),
      change(`run-${content}`, { set: [await built(lake(), { name: 'orders', content })] }),
    )
  }
  const first = await store.get('environments/dev/history/0000000001.json')
  await store.put('environments/dev/current.json', first?.content ?? new Uint8Array())
  const four = change('run-four', { set: [await built(lake(), { name: 'orders', content: 'four' })] })
  expect(await publishedOrThrow(lake(), four)).toBe(3)
  expect((await readHistory(store, 'dev', 2))?.run).toBe('run-two')

  await store.delete(['environments/dev/current.json'])
  const five = change('run-five', { set: [await built(lake(), { name: 'orders', content: 'five' })] })
  expect(await publishedOrThrow(lake(), five)).toBe(3)
})
