import { existsSync, statSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StoreError } from '../../src/ports/store.ts'
import { openLocalStore } from '../../src/stores/local/local-store.ts'
import { compiledRooms, runWorker } from './compiled.ts'
import { storeContract } from './contract.ts'

const compiled = compiledRooms()
const day = 24 * 60 * 60 * 1000

/** A folder that a file cannot be linked into from the folder of temporary files. */
const otherFileSystem = ['/dev/shm', process.cwd()].find(
  (place) => existsSync(place) && statSync(place).dev !== statSync(tmpdir()).dev,
)

describe('a local store keeps the contract of every store', () => {
  storeContract({
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'tpchmodel-lake-'))
      return {
        store: await openLocalStore(folder),
        elsewhere: { module: module(), name: 'openLocalStore', args: [folder] },
        close: () => rm(folder, { recursive: true, force: true }),
      }
    },
  })
})

describe('a local store', () => {
  let folder: string
  let elsewhere: string | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tpchmodel-lake-'))
  })
  afterEach(async () => {
    for (const made of [folder, elsewhere]) if (made !== undefined) await rm(made, { recursive: true, force: true })
    elsewhere = undefined
  })

  async function folderElsewhere(): Promise<string> {
    elsewhere = await mkdtemp(join(otherFileSystem ?? '', 'tpchmodel-lake-'))
    return elsewhere
  }

  test('makes its folder and those above it', async () => {
    const lake = join(folder, 'not', 'yet', 'there')
    const store = await openLocalStore(lake)
    await store.put('a', Buffer.from('one'))
    expect(await readdir(lake)).toEqual(['a'])
  })

  test('leaves nothing beside its objects, and removes emptied folders but not itself', async () => {
    const store = await openLocalStore(folder)
    const { etag } = await putText('a/b/c', 'one')
    await store.put('a/b/c', Buffer.from('two'), { etag })
    await store.put('a/b/c', Buffer.from('three'), { etag })
    await store.put('a/b/c', Buffer.from('four'), { absent: true })
    await store.copy('a/b/c', 'a/b/d')
    expect((await readdir(join(folder, 'a/b'))).sort()).toEqual(['c', 'd'])
    await store.delete(['a/b/c', 'a/b/d'])
    expect(await readdir(folder)).toEqual([])
  })

  test('takes a file of the same file system without copying it, and makes it read-only', async () => {
    const store = await openLocalStore(join(folder, 'lake'))
    const file = join(folder, 'built.parquet')
    await writeFile(file, 'rows')
    await store.putFile('data/x.parquet', file, 'hash')
    const [source, target] = await Promise.all([stat(file), stat(store.address('data/x.parquet'))])
    expect(target.ino).toBe(source.ino)
    expect(target.mode & 0o222).toBe(0)
  })

  test.skipIf(otherFileSystem === undefined)(
    'takes a file of another file system, also when two do so at once',
    async () => {
      const store = await openLocalStore(join(folder, 'lake'))
      const file = join(await folderElsewhere(), 'built.parquet')
      await writeFile(file, 'rows')
      expect((await stat(file)).dev).not.toBe((await stat(folder)).dev)
      const answers = await Promise.all([store.putFile('d/x', file, 'hash'), store.putFile('d/x', file, 'hash')])
      expect(answers.filter((answer) => answer === 'conflict')).toHaveLength(1)
      expect((await store.get('d/x'))?.content.toString()).toBe('rows')
      expect(await readdir(join(folder, 'lake/d'))).toEqual(['x'])
    },
  )

  test.skipIf(otherFileSystem === undefined)('copies across file systems inside the lake', async () => {
    const store = await openLocalStore(folder)
    await symlink(await folderElsewhere(), join(folder, 'data'))
    await store.put('data/x', Buffer.from('rows'))
    await store.copy('data/x', 'dev/x')
    await store.copy('data/x', 'dev/x')
    expect((await store.get('dev/x'))?.content.toString()).toBe('rows')
    expect(await readdir(join(folder, 'dev'))).toEqual(['x'])
  })

  test('does not list what a dead writer left, and removes it after a day', async () => {
    const store = await openLocalStore(folder)
    await putText('a/b', 'one')
    await writeFile(join(folder, 'a/.tmp-left'), 'half')
    expect(await keysOf(folder)).toEqual(['a/b'])
    expect((await readdir(join(folder, 'a'))).sort()).toEqual(['.tmp-left', 'b'])
    await utimes(join(folder, 'a/.tmp-left'), new Date(Date.now() - 2 * day), new Date(Date.now() - 2 * day))
    for await (const _ of store.list(''));
    expect(await readdir(join(folder, 'a'))).toEqual(['b'])
  })

  test('reads the age of leftovers from its clock', async () => {
    const later = await openLocalStore(folder, { now: () => new Date(Date.now() + 2 * day) })
    await writeFile(join(folder, '.tmp-left'), 'half')
    for await (const _ of later.list(''));
    expect(await readdir(folder)).toEqual([])
  })

  test('hands out no symbolic link as an object', async () => {
    const store = await openLocalStore(join(folder, 'lake'))
    await writeFile(join(folder, 'secret'), 'secret')
    await symlink(join(folder, 'secret'), join(folder, 'lake/link'))
    await expect(store.get('link')).rejects.toMatchObject({ code: 'store/denied' })
    expect(await keysOf(join(folder, 'lake'))).toEqual([])
  })

  test('says what is in the way of a key', async () => {
    const store = await openLocalStore(folder)
    await putText('a', 'one')
    await putText('b/c', 'one')
    for (const write of [() => store.put('a/b', Buffer.from('x')), () => store.put('b', Buffer.from('x'))]) {
      const error = await write().then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ code: 'store/denied', message: expect.stringContaining('in the way') })
    }
    await expect(store.put('n'.repeat(300), Buffer.from('x'))).rejects.toMatchObject({
      code: 'store/denied',
      message: expect.stringContaining('longer'),
    })
  })

  test('says what a user without rights needs, and changes nothing', async () => {
    const store = await openLocalStore(join(folder, 'lake'))
    await store.put('environments/dev/current.json', Buffer.from('old'))
    await store.put('secret', Buffer.from('old'))
    await chmod(folder, 0o755)
    await denyWriting(join(folder, 'lake'))
    const attempts = await Promise.all([
      asNobody('write', ['new', 10]),
      asNobody('write', ['environments/dev/current.json', 10]),
      asNobody('write', ['environments/dev/more/current.json', 10]),
      asNobody('swap', ['environments/dev/current.json', 'new']),
      asNobody('remove', ['environments/dev/current.json']),
    ])
    for (const answer of attempts) {
      expect(answer).toMatchObject({
        name: 'StoreError',
        code: 'store/denied',
        message: expect.stringContaining('EACCES'),
        hint: expect.stringContaining(join(folder, 'lake')),
      })
    }
    expect(await asNobody('read', ['environments/dev/current.json'])).toEqual({ value: 'old' })
    expect(await keysOf(join(folder, 'lake'))).toEqual(['environments/dev/current.json', 'secret'])
    await chmod(join(folder, 'lake/secret'), 0o600)
    expect(await asNobody('read', ['secret'])).toMatchObject({ code: 'store/denied' })
  })

  test('a file that would be larger than allowed fails with its size and leaves nothing', async () => {
    await openLocalStore(folder)
    const limited = { shell: "trap '' XFSZ; ulimit -f 64" }
    const answer = await worker('write', ['big/object', 1_000_000], limited)
    expect(answer).toMatchObject({
      name: 'StoreError',
      code: 'store/full',
      message: expect.stringContaining('1,000,000'),
    })
    expect(await readdir(join(folder, 'big'))).toEqual([])
    expect(await worker('write', ['big/object', 1000], limited)).toEqual({ value: expect.anything() })
  })

  test('a full disk fails with the bytes that are missing, leaves nothing, and keeps what was', async () => {
    const lake = join(folder, 'lake')
    await mkdir(lake)
    const answer = await worker('fill', [2_000_000], { lake, shell: await smallDisk(lake) })
    const full = { code: 'store/full', message: expect.stringContaining('2,000,000 bytes') }
    expect(answer).toMatchObject({ failures: [full, full], kept: 'one', files: ['a'], after: 'two' })
  })

  async function putText(key: string, content: string): Promise<{ readonly etag: string }> {
    const answer = await (await openLocalStore(folder)).put(key, Buffer.from(content))
    if (answer === 'conflict') throw new Error('Nothing was asked of the key.')
    return answer
  }

  async function worker(
    task: string,
    args: readonly unknown[],
    options: Parameters<typeof runWorker>[2] & { readonly lake?: string },
  ): Promise<unknown> {
    const lake = JSON.stringify([options.lake ?? folder])
    const argv = [module(), 'openLocalStore', lake, task, JSON.stringify(args)]
    const { stdout, stderr } = await runWorker(resolve('test/stores/worker.mjs'), argv, options)
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }

  /** As a user without rights: the superuser, whom no mode of a file stops, becomes somebody else. */
  function asNobody(task: string, args: readonly unknown[]): Promise<unknown> {
    const identity = process.getuid?.() === 0 ? { uid: 65534 } : {}
    return worker(task, args, { ...identity, lake: join(folder, 'lake') })
  }
})

function module(): string {
  return join(compiled.folder(), 'stores/local/local-store.js')
}

/** Takes the right to write from a folder and the folders in it. */
async function denyWriting(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await denyWriting(join(folder, entry.name))
  }
  await chmod(folder, 0o555)
}

/**
 * Shell commands after which a folder has room for 1 MiB: a small disk that is mounted there for this process alone, or
 * where the system refuses that, a limit on the size of files.
 */
async function smallDisk(folder: string): Promise<string> {
  const mount = `mount -t tmpfs -o size=1m tmpfs '${folder}'`
  for (const unshare of ['unshare --mount', 'unshare --user --map-root-user --mount']) {
    const { exitCode } = await runWorker('-e', ['0'], { shell: `${unshare} sh -c "${mount}" || exit 1` })
    if (exitCode === 0)
      return `[ -n "$MOUNTED" ] || MOUNTED=1 exec ${unshare} sh -c '${mount.replaceAll("'", '"')} && exec "$@"' sh "$@"`
  }
  return "trap '' XFSZ; ulimit -f 1024"
}

async function keysOf(folder: string): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const { key } of (await openLocalStore(folder)).list('')) keys.push(key)
  return keys
}
