import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ListedObject, Store } from '../../src/ports/store.ts'
import { runWorker } from './compiled.ts'

/** A kind of store, as its tests open it. */
export interface StoreKind {
  /** A store that holds nothing. */
  open(): Promise<OpenStore>
  /** Processes that race in a test. Default: 32. */
  readonly processes?: number
  /** Races in a test of one process. Default: 10. */
  readonly rounds?: number
}

export interface OpenStore {
  readonly store: Store
  /** How another process opens the same store: a compiled module, its function, and that function's arguments. */
  readonly elsewhere: { readonly module: string; readonly name: string; readonly args: readonly unknown[] }
  close(): Promise<void>
}

/** What every store must do. */
export function storeContract(kind: StoreKind): void {
  const { processes = 32, rounds = 10 } = kind
  let opened: OpenStore
  let store: Store
  let scratch: string

  beforeEach(async () => {
    opened = await kind.open()
    store = opened.store
    scratch = await mkdtemp(join(tmpdir(), 'tpchmodel-scratch-'))
  })
  afterEach(async () => {
    await opened.close()
    await rm(scratch, { recursive: true, force: true })
  })

  const file = async (content: Uint8Array): Promise<{ readonly path: string; readonly sha256: string }> => {
    const path = join(scratch, randomUUID())
    await writeFile(path, content)
    return { path, sha256: sha256(content) }
  }
  const inProcesses = async (count: number, task: string, args: readonly unknown[]): Promise<readonly unknown[]> => {
    const { module, name, args: storeArgs } = opened.elsewhere
    const argv = [module, name, JSON.stringify(storeArgs), task, JSON.stringify(args)]
    const exits = await Promise.all(Array.from({ length: count }, () => runWorker('test/stores/worker.mjs', argv)))
    return exits.map(({ stdout, stderr, exitCode }) => {
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
      return JSON.parse(stdout)
    })
  }

  describe('small objects', () => {
    test('what is put is got, with the etag that put returned', async () => {
      const put = etagOf(await store.put('a/b.json', text('one')))
      const got = await store.get('a/b.json')
      expect(got?.content.toString()).toBe('one')
      expect(got?.etag).toBe(put)
      expect(await store.head('a/b.json')).toEqual({ bytes: 3, etag: put })
    })

    test('what is not there is undefined, also below an object and above one', async () => {
      await store.put('a/b', text('one'))
      expect(await store.get('a')).toBeUndefined()
      expect(await store.head('a')).toBeUndefined()
      expect(await store.get('a/b/c')).toBeUndefined()
      expect(await store.head('nothing')).toBeUndefined()
    })

    test('an empty object is an object', async () => {
      await store.put('empty', new Uint8Array())
      expect((await store.get('empty'))?.content.byteLength).toBe(0)
      expect((await store.head('empty'))?.bytes).toBe(0)
    })

    test('a second put replaces the first', async () => {
      const first = etagOf(await store.put('a', text('one')))
      const second = etagOf(await store.put('a', text('two!')))
      expect(second).not.toBe(first)
      expect((await store.get('a'))?.content.toString()).toBe('two!')
      expect(await keys('')).toEqual(['a'])
    })

    test('a key that must be free is written once', async () => {
      expect(await store.put('a', text('one'), { absent: true })).not.toBe('conflict')
      expect(await store.put('a', text('two'), { absent: true })).toBe('conflict')
      expect((await store.get('a'))?.content.toString()).toBe('one')
    })

    test('a key that must be unchanged is replaced when it is, and only then', async () => {
      const first = etagOf(await store.put('a', text('one')))
      const second = etagOf(await store.put('a', text('two'), { etag: first }))
      expect(await store.put('a', text('three'), { etag: first })).toBe('conflict')
      expect((await store.get('a'))?.content.toString()).toBe('two')
      expect(await store.put('a', text('three'), { etag: second })).not.toBe('conflict')
      expect(await store.put('nothing', text('x'), { etag: first })).toBe('conflict')
      expect(await keys('')).toEqual(['a'])
    })

    test('a key that gets an earlier content back can be replaced by its etag again', async () => {
      const etags: string[] = []
      let etag = etagOf(await store.put('a', text('even')))
      for (let round = 0; round < 6; round += 1) {
        etags.push(etag)
        etag = etagOf(await store.put('a', text(round % 2 === 0 ? 'odd' : 'even'), { etag }))
      }
      expect(new Set(etags).size).toBe(2)
      expect((await store.get('a'))?.content.toString()).toBe('even')
    })
  })

  describe('races', () => {
    test('of many who create a key in one process exactly one succeeds', async () => {
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, index) => store.put(`race-${round}`, text(`${index}`), { absent: true })),
        )
        expect(answers.filter((answer) => answer !== 'conflict')).toHaveLength(1)
        const winner = answers.findIndex((answer) => answer !== 'conflict')
        expect((await store.get(`race-${round}`))?.content.toString()).toBe(`${winner}`)
      }
    })

    test('of many who replace one state in one process exactly one succeeds', async () => {
      let etag = etagOf(await store.put('race', text('start')))
      for (let round = 0; round < rounds; round += 1) {
        const answers = await Promise.all(
          Array.from({ length: 32 }, (_, index) => store.put('race', text(`${round}/${index}`), { etag })),
        )
        const winner = answers.findIndex((answer) => answer !== 'conflict')
        expect(answers.filter((answer) => answer !== 'conflict')).toHaveLength(1)
        const got = await store.get('race')
        expect(got?.content.toString()).toBe(`${round}/${winner}`)
        etag = got?.etag ?? ''
      }
    })

    test(`${processes} processes that create the same keys share them without an overlap`, async () => {
      const wanted = Array.from({ length: 20 }, (_, index) => `race/${index}`)
      const won = (await inProcesses(processes, 'create', [wanted])).flat()
      expect(won.toSorted()).toEqual(wanted.toSorted())
    })

    test(`${processes} processes that count by compare-and-swap lose no count`, async () => {
      await store.put('counter', text(JSON.stringify({ count: 0 })))
      const conflicts = await inProcesses(processes, 'increment', ['counter', 5])
      expect(JSON.parse((await store.get('counter'))?.content.toString() ?? '')).toMatchObject({ count: processes * 5 })
      expect(conflicts.some((count) => Number(count) > 0)).toBe(true)
      expect(await keys('')).toEqual(['counter'])
    })

    test('a reader never sees a part of an object that is being replaced', async () => {
      const contents = [0, 1, 2].map((index) => Buffer.alloc(200_000 + index * 1000, `${index}`))
      await store.put('busy', contents[0] ?? text(''))
      let writing = true
      const write = (async () => {
        for (let round = 0; round < 60; round += 1) {
          const content = contents[round % 3] ?? text('')
          const etag = (await store.get('busy'))?.etag ?? ''
          await store.put('busy', content, round % 2 === 0 ? undefined : { etag })
        }
        writing = false
      })()
      let reads = 0
      while (writing) {
        const content = Buffer.from((await store.get('busy'))?.content ?? [])
        expect(contents.some((whole) => whole.equals(content))).toBe(true)
        reads += 1
      }
      await write
      expect(reads).toBeGreaterThan(0)
    })
  })

  describe('files', () => {
    test('a file is put under a free key, and read back from a local path', async () => {
      const content = randomBytes(5000)
      const { path, sha256 } = await file(content)
      const put = etagOf(await store.putFile('data/x.parquet', path, sha256))
      expect(await store.head('data/x.parquet')).toEqual({ bytes: 5000, etag: put })
      const local = await store.localFile('data/x.parquet', { bytes: 5000, sha256 })
      expect(content.equals(await readFile(local))).toBe(true)
    })

    test('a head tells a file by the hash it was put with', async () => {
      const { path, sha256 } = await file(randomBytes(100))
      expect(await store.putFile('x', path, sha256)).toEqual({ etag: sha256 })
      expect((await store.head('x'))?.etag).toBe(sha256)
    })

    test('a file is not put over another', async () => {
      const one = await file(text('one'))
      const two = await file(text('two'))
      await store.putFile('x', one.path, one.sha256)
      expect(await store.putFile('x', two.path, two.sha256)).toBe('conflict')
      expect((await store.get('x'))?.content.toString()).toBe('one')
    })

    test('a file of 64 MiB arrives whole', async () => {
      const content = Buffer.alloc(64 * 1024 * 1024)
      for (let offset = 0; offset < content.byteLength; offset += 4096) content.writeUInt32LE(offset, offset)
      const { path, sha256: hash } = await file(content)
      await store.putFile('large', path, hash)
      const local = await store.localFile('large', { bytes: content.byteLength, sha256: hash })
      expect(sha256(await readFile(local))).toBe(hash)
    })

    test('a file that is gone, or has another size than expected, is not handed out', async () => {
      const { path, sha256 } = await file(text('one'))
      await store.putFile('x', path, sha256)
      await expect(store.localFile('x', { bytes: 4, sha256 })).rejects.toMatchObject({ code: 'store/corrupt' })
      await expect(store.localFile('y', { bytes: 3, sha256 })).rejects.toMatchObject({ code: 'store/corrupt' })
    })
  })

  describe('copies', () => {
    test('a copy holds the same bytes, also where there was something else', async () => {
      await store.put('from', text('one'))
      await store.put('to/here', text('old'))
      await store.copy('from', 'to/here')
      await store.copy('from', 'to/there')
      await store.copy('from', 'to/there')
      expect((await store.get('to/here'))?.content.toString()).toBe('one')
      expect(await keys('')).toEqual(['from', 'to/here', 'to/there'])
    })

    test('replacing the original, or the copy, does not change the other', async () => {
      await store.put('from', text('one'))
      await store.copy('from', 'to')
      await store.put('from', text('two'))
      expect((await store.get('to'))?.content.toString()).toBe('one')
      await store.put('to', text('three'))
      expect((await store.get('from'))?.content.toString()).toBe('two')
    })

    test('a copy of what is not there fails and leaves what was', async () => {
      await store.put('to', text('old'))
      await expect(store.copy('from', 'to')).rejects.toMatchObject({ code: 'store/corrupt' })
      expect((await store.get('to'))?.content.toString()).toBe('old')
    })
  })

  describe('lists', () => {
    test('everything below a prefix is listed by the bytes of its key, with size and time', async () => {
      const all = ['a.b', 'a/b/c', 'a0', 'b', 'ä', '\u{ffff}', '\u{1f600}']
      for (const key of all.toReversed()) await store.put(key, text(key))
      const listed = await objects('')
      expect(listed.map(({ key }) => key)).toEqual(['a.b', 'a/b/c', 'a0', 'b', 'ä', '\u{ffff}', '\u{1f600}'])
      expect(listed.map(({ bytes }) => bytes)).toEqual([3, 5, 2, 1, 2, 3, 4])
      for (const { modified } of listed) expect(Math.abs(Date.now() - modified.getTime())).toBeLessThan(600_000)
    })

    test('a prefix is a text and need not end at a slash', async () => {
      for (const key of ['run/1', 'run/12', 'run/2', 'running/1', 'other']) await store.put(key, text(key))
      expect(await keys('run/1')).toEqual(['run/1', 'run/12'])
      expect(await keys('run')).toEqual(['run/1', 'run/12', 'run/2', 'running/1'])
      expect(await keys('run/')).toEqual(['run/1', 'run/12', 'run/2'])
      expect(await keys('nothing/')).toEqual([])
    })

    test('1,205 objects are listed, in order', async () => {
      const all = Array.from({ length: 1205 }, (_, index) => `many/${String(index).padStart(4, '0')}`)
      for (let from = 0; from < all.length; from += 50) {
        await Promise.all(all.slice(from, from + 50).map((key) => store.put(key, text(key))))
      }
      expect(await keys('many/')).toEqual(all)
      await store.delete(all)
      expect(await keys('')).toEqual([])
    })
  })

  describe('keys', () => {
    const odd = [
      'with space/and  two',
      'percent/100%/%2F/%',
      'unicode/größe/表/🦆',
      'year=1995/month=01/x',
      'signs/&+,;@#?*[]{}()$\'"!~^`|<>:',
      'dots/..a/b../.hidden/a.b.c',
      `long/${'n'.repeat(200)}`,
    ]
    test.each(odd)('%s is a key like any other', async (key) => {
      const etag = etagOf(await store.put(key, text(key), { absent: true }))
      await store.put(key, text(`${key}!`), { etag })
      await store.copy(key, `copy/${key}`)
      expect((await store.get(`copy/${key}`))?.content.toString()).toBe(`${key}!`)
      expect(await keys('')).toEqual(
        [key, `copy/${key}`].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      )
      await store.delete([key, `copy/${key}`])
      expect(await keys('')).toEqual([])
    })

    test.each([
      '',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/../b',
      './a',
      'a\\b',
      'a\nb',
      'a\u0000b',
      'a\u007f',
      '\ud800',
      'a/.tmp-b',
    ])('the key %j is a bug of the caller', async (key) => {
      await expect(async () => store.put(key, text('x'))).rejects.toThrow('Internal error')
      await expect(async () => store.get(key)).rejects.toThrow('Internal error')
      await expect(async () => store.delete([key])).rejects.toThrow('Internal error')
    })
  })

  test('deleting removes what is named, and what is not there is no error', async () => {
    for (const key of ['a/b/c', 'a/b/d', 'e']) await store.put(key, text(key))
    await store.delete(['a/b/c', 'e', 'nothing', 'a/nothing/at/all'])
    expect(await keys('')).toEqual(['a/b/d'])
    expect(await store.get('e')).toBeUndefined()
    await store.delete([])
  })

  test('an address ends in the key, and the url is for people', () => {
    expect(store.address('a/b.parquet').endsWith('a/b.parquet')).toBe(true)
    expect(store.url.endsWith('/')).toBe(true)
  })

  async function objects(prefix: string): Promise<readonly ListedObject[]> {
    const found: ListedObject[] = []
    for await (const object of store.list(prefix)) found.push(object)
    return found
  }

  async function keys(prefix: string): Promise<readonly string[]> {
    return (await objects(prefix)).map(({ key }) => key)
  }
}

function etagOf(answer: { readonly etag: string } | 'conflict'): string {
  if (answer === 'conflict') throw new Error('The key was expected to be free.')
  return answer.etag
}

function text(content: string): Buffer {
  return Buffer.from(content)
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
