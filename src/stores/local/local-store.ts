import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, realpath, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Clock } from '../../ports/clock.ts'
import { type ListedObject, type PutCondition, type Store, type StoredObject, StoreError } from '../../ports/store.ts'
import { assertStoreKey } from '../../ports/store-key.ts'
import { errnoOf, unless } from './errno.ts'
import { type Attempt, explained } from './failure.ts'
import {
  copyDurably,
  inFolderOf,
  linkIfFree,
  linkOrCopy,
  makeFolder,
  replaceBy,
  syncFile,
  withTemporary,
  writeDurably,
} from './files.ts'
import { readSettled, swap } from './swap.ts'
import { walk } from './walk.ts'

const rebuild =
  'Something other than a run of this project changed the lake. Put the file back, or remove it and build the model anew with --full-refresh.'

const systemClock: Clock = { now: () => new Date() }

/**
 * A store in a folder of this machine, which is made when it is missing. Any number of processes may use it, and die, at
 * the same time: an object is whole or absent, and of several conditional writes from one state exactly one succeeds.
 * The order between an unconditional write, or a deletion, and a conditional write of the same key is not defined.
 */
export async function openLocalStore(folder: string, clock: Clock = systemClock): Promise<Store> {
  const path = resolve(folder)
  await explained({ verb: 'write', path: join(path, '.') }, () => makeFolder(path))
  return new LocalStore(folder, await realpath(path), clock)
}

class LocalStore implements Store {
  readonly url: string
  readonly #root: string
  readonly #clock: Clock
  /** Hashes of large files by what identifies their content, so that each is computed once. */
  readonly #hashes = new Map<string, string>()

  constructor(folder: string, root: string, clock: Clock) {
    this.url = folder.endsWith('/') ? folder : `${folder}/`
    this.#root = root
    this.#clock = clock
  }

  address(key: string): string {
    assertStoreKey(key)
    return join(this.#root, key)
  }

  async put(
    key: string,
    content: Uint8Array,
    condition?: PutCondition,
  ): Promise<{ readonly etag: string } | 'conflict'> {
    const path = this.address(key)
    return this.#write({ verb: 'write', path, bytes: content.byteLength }, async () => {
      if (condition !== undefined && 'etag' in condition) {
        if ((await swap(path, content, condition.etag)) === 'conflict') return 'conflict'
      } else if ((await create(path, content, condition !== undefined)) === 'taken') {
        return 'conflict'
      }
      return { etag: hash('sha256', content) }
    })
  }

  async putFile(key: string, file: string, sha256: string): Promise<{ readonly etag: string } | 'conflict'> {
    const path = this.address(key)
    const { size, mode } = await stat(file)
    return this.#write({ verb: 'write', path, bytes: size }, async () => {
      await syncFile(file)
      // Whoever opens a published file for writing would change it under its readers.
      await unless(['EPERM'], () => chmod(file, mode & 0o555))
      if ((await linkFile(file, path)) === 'taken') return 'conflict'
      return { etag: sha256 }
    })
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const path = this.address(key)
    const state = await explained({ verb: 'read', path }, () => readSettled(path))
    return state && { etag: state.etag, content: state.content }
  }

  async head(key: string): Promise<{ readonly bytes: number; readonly etag: string } | undefined> {
    const path = this.address(key)
    return explained({ verb: 'read', path }, async () => {
      const status = await unless(['ENOENT', 'ENOTDIR'], () => stat(path, { bigint: true }))
      if (!status?.isFile()) return undefined
      const identity = `${status.ino}/${status.mtimeNs}/${status.ctimeNs}/${status.size}`
      const etag = this.#hashes.get(identity) ?? (await unless(['ENOENT'], () => hashFile(path)))
      if (etag === undefined) return undefined
      this.#hashes.set(identity, etag)
      return { bytes: Number(status.size), etag }
    })
  }

  async localFile(key: string, expected: { readonly bytes: number; readonly sha256: string }): Promise<string> {
    const path = this.address(key)
    const status = await explained({ verb: 'read', path }, () => unless(['ENOENT', 'ENOTDIR'], () => stat(path)))
    if (!status?.isFile()) throw missing(path)
    if (status.size === expected.bytes) return path
    throw new StoreError('store/corrupt', `"${path}" has ${status.size} bytes instead of ${expected.bytes}.`, rebuild)
  }

  async copy(from: string, to: string): Promise<void> {
    const source = this.address(from)
    const path = this.address(to)
    if ((await unless(['ENOENT', 'ENOTDIR'], () => stat(source))) === undefined) throw missing(source)
    await this.#write({ verb: 'write', path }, () =>
      withTemporary(path, async (temporary) => {
        await linkOrCopy(source, temporary)
        await replaceBy(temporary, path)
      }),
    )
  }

  list(prefix: string): AsyncIterable<ListedObject> {
    if (prefix !== '') assertStoreKey(prefix.replace(/\/$/, ''))
    return walk(this.#root, prefix, this.#clock.now())
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (const path of keys.map((key) => this.address(key))) {
      await explained({ verb: 'delete', path }, async () => {
        await unless(['ENOENT', 'ENOTDIR'], () => rm(path))
        await this.#removeEmptied(dirname(path))
      })
    }
  }

  /** A file system step that may need the key's folder to be made first. */
  #write<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
    return explained(attempt, () => inFolderOf(attempt.path, step))
  }

  async #removeEmptied(folder: string): Promise<void> {
    for (let emptied = folder; emptied !== this.#root; emptied = dirname(emptied)) {
      try {
        await rmdir(emptied)
      } catch (error) {
        const code = errnoOf(error) ?? ''
        if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY', 'EACCES', 'EPERM'].includes(code)) return
        if (code !== 'ENOENT') throw error
      }
    }
  }
}

function missing(path: string): StoreError {
  return new StoreError('store/corrupt', `"${path}" is not there.`, rebuild)
}

async function create(path: string, content: Uint8Array, onlyIfFree: boolean): Promise<'written' | 'taken'> {
  return withTemporary(path, async (temporary) => {
    await writeDurably(temporary, content)
    if (onlyIfFree) return (await linkIfFree(temporary, path)) === 'taken' ? 'taken' : 'written'
    await replaceBy(temporary, path)
    return 'written'
  })
}

/** Links a finished file to its key, by way of a copy when it lies on another file system. */
async function linkFile(file: string, path: string): Promise<'linked' | 'taken'> {
  try {
    return await linkIfFree(file, path)
  } catch (error) {
    if (errnoOf(error) !== 'EXDEV') throw error
  }
  return withTemporary(path, async (temporary) => {
    await copyDurably(file, temporary)
    return linkIfFree(temporary, path)
  })
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk)
  return hash.digest('hex')
}
