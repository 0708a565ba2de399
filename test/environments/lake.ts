import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { ProjectError } from '../../src/diagnostics/diagnostic.ts'
import type { Change } from '../../src/environments/change.ts'
import type { ParquetTable, TableEntry, ViewTable } from '../../src/environments/pointer.ts'
import { tableKey } from '../../src/environments/pointer.ts'
import { type PublishResult, publish } from '../../src/environments/publish.ts'
import { readPointer } from '../../src/environments/read-pointer.ts'
import { writeVersion } from '../../src/environments/write-version.ts'
import type { Fingerprint } from '../../src/manifest/fingerprint.ts'
import { nodeId } from '../../src/manifest/node-id.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Store } from '../../src/ports/store.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'

/** A lake of its own for every test, and a clock that the test moves. */
export interface TestLake {
  readonly store: Store
  readonly folder: string
  readonly clock: Clock & { advance(seconds: number): void }
}

const start = Date.parse('2025-01-31T12:00:00.000Z')

export function testLake(): () => TestLake {
  let lake: TestLake | undefined
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-lake-'))
    lake = { folder, store: await openLocalStore(folder), clock: clockAt(start) }
  })
  afterEach(async () => {
    if (lake !== undefined) await rm(lake.folder, { recursive: true, force: true })
  })
  return () => {
    if (lake === undefined) throw new Error('There is no lake before the tests begin.')
    return lake
  }
}

export function clockAt(milliseconds: number): TestLake['clock'] {
  let now = milliseconds
  return {
    now: () => new Date(now),
    advance: (seconds) => {
      now += seconds * 1000
    },
  }
}

/** 64 hexadecimal digits that follow from a text. */
export function fingerprint(text: string): Fingerprint {
  // 64 hexadecimal digits are all that the type promises.
  return sha256(text) as Fingerprint
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Writes a version of a model `<layer>.<name>` whose files hold the given texts, and describes it. */
export async function built(
  { store, folder, clock }: TestLake,
  table: {
    readonly name: string
    readonly content: string | readonly string[]
    readonly run?: string
    readonly layer?: string
  },
): Promise<ParquetTable> {
  const { name, layer = 'gold', run = 'run-1' } = table
  const contents = typeof table.content === 'string' ? [table.content] : table.content
  const version = fingerprint(`${name}/${contents.join()}`)
  const files = await Promise.all(
    contents.map(async (content, index) => {
      const path = join(folder, `.tmp-scratch-${name}-${sha256(content)}-${index}`)
      await writeFile(path, content)
      return { path, bytes: content.length, sha256: sha256(content), rows: 1 }
    }),
  )
  const written = await writeVersion(store, { layer, name, fingerprint: version, files })
  await Promise.all(files.map(({ path }) => rm(path)))
  return {
    kind: 'parquet',
    name,
    nodeId: nodeId('model', 'tpch', name),
    layer,
    relation: { schema: layer, identifier: name },
    fingerprint: version,
    columns: [{ name: 'a', type: 'INTEGER' }],
    tests: [],
    builtBy: run,
    builtAt: clock.now(),
    partitionBy: [],
    files: written,
  }
}

export function view(name: string, parents: readonly TableEntry[], sql = `select 1 as a -- ${name}`): ViewTable {
  return {
    kind: 'view',
    name,
    nodeId: nodeId('model', 'tpch', name),
    layer: 'interface',
    relation: { schema: 'interface', identifier: name },
    fingerprint: fingerprint(`${name}/${sql}`),
    columns: [{ name: 'a', type: 'INTEGER' }],
    partitionBy: [],
    files: [],
    tests: [],
    builtBy: 'run-1',
    builtAt: new Date(start),
    sql,
    parents: parents.map(({ relation }) => tableKey(relation)),
  }
}

export function change(run: string, parts: Partial<Omit<Change, 'run'>>): Change {
  return { run, set: [], remove: [], failed: [], ...parts }
}

/** Publishes from what is current. */
export async function published(
  { store, clock }: TestLake,
  wanted: Change,
  environment = 'dev',
): Promise<PublishResult> {
  return publish(store, { environment, change: wanted, base: await readPointer(store, environment) }, clock)
}

/** Publishes from what is current, and fails the test unless that is done. */
export async function publishedOrThrow(lake: TestLake, wanted: Change, environment = 'dev'): Promise<number> {
  const result = await published(lake, wanted, environment)
  if (result.status === 'refused') throw new Error(result.diagnostic.message)
  return result.epoch
}

/** Every key of a store, sorted. */
export async function keysOf(store: Store, prefix = ''): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of store.list(prefix)) keys.push(key)
  return keys
}

export async function textOf(store: Store, key: string): Promise<string | undefined> {
  return (await store.get(key))?.content.toString()
}

/** What an environment shows: the contents of its files by table. */
export async function shown(store: Store, environment = 'dev'): Promise<Record<string, string>> {
  const pointer = await readPointer(store, environment)
  const tables: Record<string, string> = {}
  for (const [key, table] of pointer?.content.tables ?? []) {
    if (table.kind === 'view') tables[key] = table.sql
    else tables[key] = (await Promise.all(table.files.map((file) => textOf(store, file.key)))).join()
  }
  return tables
}

/** The diagnostics that a step throws. */
export async function diagnosticsOf(step: () => Promise<unknown>): Promise<ProjectError['diagnostics']> {
  try {
    await step()
  } catch (error) {
    if (error instanceof ProjectError) return error.diagnostics
    throw error
  }
  throw new Error('The step was expected to fail.')
}

/** A store that lets a test see, change or stop every operation. */
export function intercepted(
  store: Store,
  around: (operation: string, key: string, go: () => Promise<unknown>) => Promise<unknown>,
): Store {
  const wrap = <A extends readonly unknown[], R>(operation: string, method: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      // What comes back is what the method returned, or what the test put in its place.
      return (await around(operation, String(args[0]), () => method.apply(store, args as never))) as R
    }
  }
  return {
    url: store.url,
    address: (key) => store.address(key),
    list: (prefix) => store.list(prefix),
    put: wrap('put', store.put),
    putFile: wrap('putFile', store.putFile),
    get: wrap('get', store.get),
    head: wrap('head', store.head),
    localFile: wrap('localFile', store.localFile),
    copy: wrap('copy', store.copy),
    delete: wrap('delete', store.delete),
  }
}
