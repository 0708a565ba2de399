import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stableKey, symlinkManifestKey } from '../../src/environments/layout.ts'
import { acquireLease } from '../../src/environments/lease.ts'
import { readHistory, readPointer } from '../../src/environments/read-pointer.ts'
import { repairDerived } from '../../src/environments/repair-derived.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { compiledRooms, runWorker, type WorkerExit } from '../stores/compiled.ts'
import { built, change, clockAt, publishedOrThrow, shown, type TestLake, textOf } from './lake.ts'

const compiled = compiledRooms()
const names = ['customers', 'orders', 'parts', 'revenue']
const all = (content: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`gold.${name}`, content]))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tpchmodel-crash-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function openLake(name: string): Promise<TestLake> {
  const lake = join(folder, name)
  return { folder: lake, store: await openLocalStore(lake), clock: clockAt(Date.now()) }
}

function worker({ folder: lake }: TestLake, task: string, args: readonly unknown[]): Promise<WorkerExit> {
  const script = 'test/environments/publish-worker.mjs'
  return runWorker(script, [compiled.folder(), lake, task, JSON.stringify(args)])
}

async function buildHere(lake: TestLake, content: string): Promise<void> {
  const run = `run-${content}`
  const holder = { run, owner: 'test', host: 'here', pid: 1 }
  const taken = await acquireLease(lake.store, { environment: 'dev', holder, isGone: () => true }, lake.clock)
  if (!taken.ok) throw new Error(taken.diagnostic.message)
  const set = await Promise.all(names.map((name) => built(lake, { name, content, run })))
  await publishedOrThrow(lake, change(run, { set }))
  await repairDerived(lake.store, 'dev')
  await taken.lease.release()
}

/** What a reader of stable paths sees. */
async function stablePaths({ store }: TestLake): Promise<Record<string, string | undefined>> {
  const entries = names.map(async (name) => [
    `gold.${name}`,
    await textOf(store, stableKey('dev', { layer: 'gold', name })),
  ])
  return Object.fromEntries(await Promise.all(entries))
}

/** What a reader of symlink manifests sees. */
async function throughManifests({ store }: TestLake): Promise<Record<string, string>> {
  const entries = names.map(async (name) => {
    const manifest = await textOf(store, symlinkManifestKey('dev', { layer: 'gold', name }))
    const [url = ''] = (manifest ?? '').split('\n')
    return [`gold.${name}`, await readFile(fileURLToPath(url), 'utf8')]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** One build of four tables over an old state, killed at one operation; what readers see then, and after the next build. */
async function crashed(step: number, moment: 'before' | 'after'): Promise<'old' | 'new' | 'finished'> {
  const lake = await openLake(`${step}-${moment}`)
  await buildHere(lake, 'old')
  const exit = await worker(lake, 'build', [names, 'new', step, moment])
  expect(exit).toMatchObject(exit.signal === null ? { exitCode: 0, stderr: '' } : { signal: 'SIGKILL' })

  const tables = await shown(lake.store)
  expect([all('old'), all('new')]).toContainEqual(tables)
  for (const view of [await stablePaths(lake), await throughManifests(lake)]) {
    for (const name of names) expect(['old', 'new']).toContain(view[`gold.${name}`])
  }
  await repairDerived(lake.store, 'dev')
  expect(await stablePaths(lake)).toEqual(tables)
  expect(await throughManifests(lake)).toEqual(tables)

  await buildHere(lake, 'next')
  for (const view of [await shown(lake.store), await stablePaths(lake), await throughManifests(lake)]) {
    expect(view).toEqual(all('next'))
  }
  await rm(lake.folder, { recursive: true, force: true })
  if (exit.signal === null) return 'finished'
  return tables['gold.orders'] === 'old' ? 'old' : 'new'
}

test('a build killed before and after any operation leaves readers the whole old or the whole new state', async () => {
  const outcomes: string[] = []
  for (let step = 1; outcomes.at(-1) !== 'finished'; step += 1) {
    outcomes.push(...(await Promise.all([crashed(step, 'before'), crashed(step, 'after')])))
  }
  const count = (outcome: string): number => outcomes.filter((one) => one === outcome).length
  expect(count('finished')).toBe(2)
  expect(count('old')).toBeGreaterThan(15)
  expect(count('new')).toBeGreaterThan(15)
})

test('readers that loop over all tables during 200 publishings see no mixture and no half', async () => {
  const lake = await openLake('lake')
  await buildHere(lake, 'round-0')
  let publishing = true
  const publisher = worker(lake, 'builds', [names, 200]).finally(() => {
    publishing = false
  })
  const epochs = new Set<number>()
  while (publishing) {
    const pointer = await readPointer(lake.store, 'dev')
    epochs.add(pointer?.content.epoch ?? 0)
    const tables = [...(pointer?.content.tables.values() ?? [])]
    const contents = await Promise.all(
      tables
        .flatMap((table) => (table.kind === 'parquet' ? table.files : []))
        .map(async (file) => readFile(await lake.store.localFile(file.key, file), 'utf8')),
    )
    expect(contents).toHaveLength(4)
    expect(new Set(contents).size).toBe(1)
    for (const content of Object.values(await stablePaths(lake))) expect(content).toMatch(/^round-\d+$/)
  }
  expect(await publisher).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await shown(lake.store)).toEqual(all('round-200'))
  expect(await stablePaths(lake)).toEqual(all('round-200'))
  expect(epochs.size).toBeGreaterThan(20)
})

test('of 32 processes that publish one table, exactly one wins each epoch and none is lost', async () => {
  const lake = await openLake('lake')
  await buildHere(lake, 'old')
  const exits = await Promise.all(Array.from({ length: 32 }, () => worker(lake, 'compete', [3])))
  const won = new Map<number, string>()
  for (const { exitCode, stdout, stderr } of exits) {
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    const epochs: [number, string][] = JSON.parse(stdout)
    for (const [epoch, run] of epochs) {
      expect(won.has(epoch)).toBe(false)
      won.set(epoch, run)
    }
  }
  const last = won.size + 1
  expect([...won.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: won.size }, (_, index) => index + 2))
  expect((await readPointer(lake.store, 'dev'))?.content).toMatchObject({ epoch: last, run: won.get(last) })
  for (let epoch = 2; epoch < last; epoch += 1) {
    expect((await readHistory(lake.store, 'dev', epoch))?.run).toBe(won.get(epoch))
  }
  expect((await shown(lake.store))['gold.orders']).toBe(won.get(last))
})
