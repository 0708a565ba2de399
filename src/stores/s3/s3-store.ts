import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { type ListedObject, type PutCondition, type Store, type StoredObject, StoreError } from '../../ports/store.ts'
import { assertStoreKey } from '../../ports/store-key.ts'
import { ask } from './ask.ts'
import { type Connection, connectionTo, objectKey } from './connection.ts'
import { copyObject } from './copy.ts'
import { deleteObjects } from './delete-objects.ts'
import { rebuild } from './download.ts'
import { listObjects } from './list-objects.ts'
import { LocalFiles } from './local-files.ts'
import type { ProbeOptions, S3Options } from './options.ts'
import { etagOfWrite, unquoted, writeMark } from './own-write.ts'
import { assertConditions } from './probe.ts'
import { isConflict, isMissing, mayBeDone } from './server-error.ts'
import { upload } from './upload.ts'

/** Larger objects are no small ones: the limit keeps a wrong object from filling the memory. */
const largest = 256 * 1024 * 1024

/**
 * A store in a bucket of S3, or of a server that speaks its language. Any number of processes may use it, and die, at the
 * same time: an object is whole or absent, and of several conditional writes from one state exactly one succeeds.
 */
export async function openS3Store(options: S3Options): Promise<Store> {
  return new S3Store(options)
}

class S3Store implements Store {
  readonly url: string
  readonly #connection: Connection
  readonly #files: LocalFiles
  readonly #probe: ProbeOptions | undefined
  #probed: Promise<void> | undefined

  constructor(options: S3Options) {
    this.#connection = connectionTo(options)
    this.#files = new LocalFiles(this.#connection, options)
    this.#probe = options.probe
    this.url = this.#connection.url
  }

  address(key: string): string {
    assertStoreKey(key)
    return `${this.url}${key}`
  }

  async put(
    key: string,
    content: Uint8Array,
    condition?: PutCondition,
  ): Promise<{ readonly etag: string } | 'conflict'> {
    if (condition !== undefined) await this.#assertConditions()
    const connection = this.#connection
    const write = randomUUID()
    const command = new PutObjectCommand({
      Bucket: connection.bucket,
      Key: objectKey(connection, key),
      Body: content,
      Metadata: { [writeMark]: write },
      ...connection.written,
      ...conditionOf(condition),
    })
    const request = { action: 'PutObject', key: objectKey(connection, key), bytes: content.byteLength } as const
    return ask(connection, request, async (options) => {
      try {
        const { ETag } = await connection.client.send(command, options)
        return { etag: unquoted(ETag) }
      } catch (error) {
        const etag = mayBeDone(error) ? await etagOfWrite(connection, key, write) : undefined
        if (etag !== undefined) return { etag }
        if (condition !== undefined && isConflict(error)) return 'conflict'
        throw error
      }
    })
  }

  async putFile(key: string, file: string, sha256: string): Promise<{ readonly etag: string } | 'conflict'> {
    await this.#assertConditions()
    if ((await upload(this.#connection, { key, path: file, sha256 })) === 'conflict') return 'conflict'
    const { size: bytes } = await stat(file)
    await this.#files.keep(key, file, { bytes, sha256 })
    return { etag: sha256 }
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const { client, bucket } = this.#connection
    const named = { Bucket: bucket, Key: objectKey(this.#connection, key) }
    return this.#read(key, async (options) => {
      const { Body, ETag, ContentLength = 0 } = await client.send(new GetObjectCommand(named), options)
      if (ContentLength > largest) {
        const message = `"${this.address(key)}" has ${ContentLength} bytes; at most ${largest} were expected.`
        throw new StoreError('store/corrupt', message)
      }
      return { etag: unquoted(ETag), content: Buffer.from((await Body?.transformToByteArray()) ?? []) }
    })
  }

  async head(key: string): Promise<{ readonly bytes: number; readonly etag: string } | undefined> {
    const { client, bucket } = this.#connection
    const named = { Bucket: bucket, Key: objectKey(this.#connection, key) }
    return this.#read(key, async (options) => {
      const { ContentLength, ETag, Metadata } = await client.send(new HeadObjectCommand(named), options)
      return { bytes: ContentLength ?? 0, etag: Metadata?.['sha256'] ?? unquoted(ETag) }
    })
  }

  async localFile(key: string, expected: { readonly bytes: number; readonly sha256: string }): Promise<string> {
    assertStoreKey(key)
    return this.#files.path(key, expected)
  }

  async copy(from: string, to: string): Promise<void> {
    const request = { action: 'PutObject', key: objectKey(this.#connection, to) } as const
    return ask(this.#connection, request, async (options) => {
      try {
        await copyObject(this.#connection, { from, to }, options)
      } catch (error) {
        if (isMissing(error)) throw new StoreError('store/corrupt', `"${this.address(from)}" is not there.`, rebuild)
        throw error
      }
    })
  }

  list(prefix: string): AsyncIterable<ListedObject> {
    if (prefix !== '') assertStoreKey(prefix.replace(/\/$/, ''))
    return listObjects(this.#connection, prefix)
  }

  async delete(keys: readonly string[]): Promise<void> {
    await deleteObjects(this.#connection, keys)
  }

  /** Before the first write that counts on it. */
  async #assertConditions(): Promise<void> {
    if (this.#probe === undefined) return
    this.#probed ??= assertConditions(this.#connection, this.#probe)
    await this.#probed
  }

  /** An answer about one object; undefined when there is none. */
  async #read<T>(
    key: string,
    step: (options: Parameters<Parameters<typeof ask>[2]>[0]) => Promise<T>,
  ): Promise<T | undefined> {
    const request = { action: 'GetObject', key: objectKey(this.#connection, key) } as const
    return ask(this.#connection, request, async (options) => {
      try {
        return await step(options)
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    })
  }
}

function conditionOf(condition: PutCondition | undefined) {
  if (condition === undefined) return {}
  return 'etag' in condition ? { IfMatch: `"${condition.etag}"` } : { IfNoneMatch: '*' }
}
