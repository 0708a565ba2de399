import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { temporaryPrefix } from '../../ports/store-key.ts'
import { slots } from '../../util/slots.ts'
import type { Connection } from './connection.ts'
import { download, type Expected } from './download.ts'
import { FileCache } from './file-cache.ts'
import type { S3Options } from './options.ts'

/** Objects of the bucket as files of this machine, each fetched once. */
export class LocalFiles {
  readonly #connection: Connection
  readonly #folder: string | undefined
  readonly #cache: FileCache | undefined
  readonly #asked = new Map<string, Promise<string>>()
  readonly #downloads = slots(8)

  constructor(connection: Connection, { workFolder, cache }: Pick<S3Options, 'workFolder' | 'cache'>) {
    this.#connection = connection
    this.#folder = workFolder === undefined ? undefined : join(workFolder, 'lake')
    this.#cache = cache === undefined ? undefined : new FileCache(cache)
  }

  /** The path of an object's file, which has the key's folders: partitions are read from them. */
  async path(key: string, expected: Expected): Promise<string> {
    if (this.#folder === undefined) throw new Error('Internal error: a store without a work folder hands out no files.')
    const path = join(this.#folder, key)
    const asked = this.#asked.get(path) ?? this.#fetched(key, path, expected)
    this.#asked.set(path, asked)
    try {
      await asked
    } catch (error) {
      this.#asked.delete(path)
      throw error
    }
    if ((await sizeOf(path)) === expected.bytes) return path
    // Somebody else asked for another file under this key: the bucket knows.
    return this.#downloads(() => this.#download(key, path, expected))
  }

  /** A file that is in the bucket now, under a key: whoever asks for it need not fetch it. */
  async keep(key: string, file: string, expected: Expected): Promise<void> {
    await this.#cache?.keep({ address: this.#addressOf(key), ...expected }, file)
  }

  async #fetched(key: string, path: string, expected: Expected): Promise<string> {
    if ((await sizeOf(path)) === expected.bytes) return path
    const object = { address: this.#addressOf(key), ...expected }
    if ((await this.#cache?.handOut(object, path)) === true) return path
    return this.#downloads(() => this.#download(key, path, expected))
  }

  async #download(key: string, path: string, expected: Expected): Promise<string> {
    await mkdir(dirname(path), { recursive: true })
    const temporary = join(dirname(path), `${temporaryPrefix}${randomUUID()}`)
    try {
      await download(this.#connection, { key, path: temporary }, expected)
      await this.keep(key, temporary, expected)
      await rename(temporary, path)
    } finally {
      await rm(temporary, { force: true })
    }
    return path
  }

  #addressOf(key: string): string {
    return `${this.#connection.server} ${this.#connection.url}${key}`
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size
}
