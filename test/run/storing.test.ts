import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import type { Store } from '../../src/ports/store.ts'
import type { BuiltVersion } from '../../src/run/built.ts'
import type { NamedTable } from '../../src/run/named-table.ts'
import { storing } from '../../src/run/storing.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { type Rig, test } from '../support/rig.ts'

test('the files of a version are on their way as soon as it is built, those of four versions at a time', async ({
  rig,
}) => {
  const { store, waiting, letGo } = held(await openLocalStore(join(rig.folder, 'lake')))
  const lake = storing(store)
  for (let index = 1; index <= 6; index += 1) lake.begin(table(index), version(rig, index))
  await expect.poll(() => waiting()).toBe(4)
  expect(lake.left()).toEqual({ nodes: 6, bytes: 6 * content.length })
  letGo()
  expect(await lake.filesOf(table(6).nodeId)).toMatchObject([{ rows: 6 }])
  expect(lake.hasFailed()).toBe(false)
  await lake[Symbol.asyncDispose]()
  expect(lake.left()).toEqual({ nodes: 0, bytes: 0 })
})

test('at the end of a run nothing more is begun, and what is on its way is waited for', async ({ rig }) => {
  const local = await openLocalStore(join(rig.folder, 'lake'))
  const { store, waiting, letGo } = held(local)
  const lake = storing(store)
  for (let index = 1; index <= 6; index += 1) lake.begin(table(index), version(rig, index))
  await expect.poll(() => waiting()).toBe(4)
  const end = lake[Symbol.asyncDispose]()
  letGo()
  await end
  expect(await modelsIn(local)).toEqual([1, 2, 3, 4].map((index) => table(index).name))
})

test('a lake that cannot be written ends the run long before its last model, and says so once', async ({ rig }) => {
  const models = Array.from({ length: 100 }, (_, index) => [`models/bronze/m${index}.sql`, `select ${index} as i`])
  rig.write({ ...Object.fromEntries(models), 'lake/data': 'in the way' })
  const { exitCode, stdout, stderr } = await rig.run('build')
  expect(stdout).toMatch(/SKIP +bronze\.m\d+ +parquet +because=the-lake-could-not-be-written/)
  expect(stdout).toContain('Nothing was published: readers see what they saw before.')
  expect(stderr).toBe('')
  expect(stdout.match(/store\/denied/g)).toHaveLength(1)
  expect(exitCode).toBe(1)
})

const content = 'Parquet, as far as a store knows.'

function table(index: number): NamedTable {
  const name = `m${index}`
  return {
    name,
    nodeId: nodeId('model', 'shop', name),
    layer: 'bronze',
    relation: { schema: 'bronze', identifier: name },
  }
}

function version(rig: Rig, index: number): BuiltVersion {
  const path = join(rig.folder, `${index}.parquet`)
  writeFileSync(path, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const fingerprint = String(index).repeat(64) as Fingerprint
  return {
    fingerprint,
    columns: [],
    local: { files: [{ path, bytes: content.length, sha256, rows: index }], partitionBy: [] },
  }
}

/** The names of the models that have files. */
async function modelsIn(store: Store): Promise<readonly string[]> {
  const names: string[] = []
  for await (const { key } of store.list('data/')) names.push(key.split('/')[2] ?? '')
  return names
}

/** The same store, which keeps files waiting until they are let go. */
function held(store: Store): { readonly store: Store; readonly waiting: () => number; readonly letGo: () => void } {
  let waiting = 0
  let letGo = () => {}
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const putFile: Store['putFile'] = async (...args) => {
    waiting += 1
    await gate
    return store.putFile(...args)
  }
  return {
    store: new Proxy(store, { get: (target, key) => (key === 'putFile' ? putFile : bound(target, key)) }),
    waiting: () => waiting,
    letGo,
  }
}

function bound(target: Store, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key)
  return typeof value === 'function' ? value.bind(target) : value
}
