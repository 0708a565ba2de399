import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { StoreError } from '../../ports/store.ts'
import { ask } from './ask.ts'
import { type Connection, objectKey } from './connection.ts'
import { isMissing } from './server-error.ts'

export interface Expected {
  readonly bytes: number
  readonly sha256: string
}

export const rebuild =
  'Something other than a run of this project changed the lake. Put the file back, or remove it and build the model anew with --full-refresh.'

/** Writes an object to a new file. Throws `store/corrupt` for one that is not there, or not what was expected. */
export async function download(
  connection: Connection,
  object: { readonly key: string; readonly path: string },
  expected: Expected,
): Promise<void> {
  const key = objectKey(connection, object.key)
  const address = `${connection.url}${object.key}`
  const found = await ask(connection, { action: 'GetObject', key, bytes: expected.bytes }, async (options) => {
    const body = await bodyOf(connection, key, options)
    if (body === undefined) throw new StoreError('store/corrupt', `"${address}" is not there.`, rebuild)
    if (body.bytes !== expected.bytes) {
      body.stream.destroy()
      throw otherSize(address, body.bytes, expected.bytes)
    }
    const hash = createHash('sha256')
    const hashed = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        yield chunk
      }
    }
    await pipeline(body.stream, hashed, createWriteStream(object.path))
    return hash.digest('hex')
  })
  if (found !== expected.sha256) {
    const message = `"${address}" has the SHA-256 ${found} instead of ${expected.sha256}.`
    throw new StoreError('store/corrupt', message, rebuild)
  }
}

async function bodyOf(
  { client, bucket }: Connection,
  key: string,
  options: { readonly abortSignal: AbortSignal; readonly requestTimeout: number },
): Promise<{ readonly stream: Readable; readonly bytes: number } | undefined> {
  try {
    const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), options)
    if (!(Body instanceof Readable)) throw new Error('Internal error: the SDK gave no stream.')
    return { stream: Body, bytes: ContentLength ?? 0 }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function otherSize(address: string, found: number, expected: number): StoreError {
  return new StoreError('store/corrupt', `"${address}" has ${found} bytes instead of ${expected}.`, rebuild)
}
