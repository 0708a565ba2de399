import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { AbortMultipartUploadCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { ask, type SendOptions } from './ask.ts'
import { type Connection, objectKey } from './connection.ts'
import { etagOfWrite, writeMark } from './own-write.ts'
import { isConflict, mayBeDone } from './server-error.ts'

/** S3 takes no upload of more parts. */
const mostParts = 10_000

/** Parts of one upload that are sent at the same time. */
const parallelParts = 4

export interface UploadedFile {
  readonly key: string
  readonly path: string
  readonly sha256: string
}

interface Sending extends UploadedFile {
  readonly bytes: number
  readonly write: string
}

/**
 * Puts a file under a free key, with its SHA-256 in the object's metadata. A large file goes up in parts, of which some
 * are in memory; one that fails leaves no part behind.
 */
export async function upload(connection: Connection, file: UploadedFile): Promise<'written' | 'conflict'> {
  const { size: bytes } = await stat(file.path)
  const sending = { ...file, bytes, write: randomUUID() }
  const [slot, send] =
    bytes > connection.partSize ? [connection.transfers.large, sendInParts] : [connection.transfers.small, sendAtOnce]
  const request = { action: 'PutObject', key: objectKey(connection, file.key), bytes } as const
  return slot(() =>
    ask(connection, request, (options) => settled(connection, sending, () => send(connection, sending, options))),
  )
}

/** What became of a write, also when its answer was lost. */
async function settled(
  connection: Connection,
  { key, write }: Sending,
  send: () => Promise<unknown>,
): Promise<'written' | 'conflict'> {
  try {
    await send()
    return 'written'
  } catch (error) {
    if (mayBeDone(error) && (await etagOfWrite(connection, key, write)) !== undefined) return 'written'
    if (isConflict(error)) return 'conflict'
    throw error
  }
}

async function sendAtOnce(connection: Connection, sending: Sending, options: SendOptions): Promise<void> {
  const { sha256, path } = sending
  const params = {
    ...common(connection, sending),
    Body: await readFile(path),
    ...(connection.checksums && { ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64') }),
  }
  await connection.client.send(new PutObjectCommand(params), options)
}

async function sendInParts(connection: Connection, sending: Sending, { abortSignal }: SendOptions): Promise<void> {
  const { client, signal } = connection
  const body = createReadStream(sending.path, { highWaterMark: 1024 * 1024 })
  const sent = new Upload({
    client,
    params: {
      ...common(connection, sending),
      Body: body,
      ContentLength: sending.bytes,
      ...(connection.checksums && { ChecksumAlgorithm: 'SHA256' }),
    },
    partSize: Math.max(connection.partSize, Math.ceil(sending.bytes / mostParts)),
    queueSize: parallelParts,
  })
  const stop = () => void sent.abort()
  const stops = AbortSignal.any([abortSignal, signal])
  stops.addEventListener('abort', stop)
  try {
    stops.throwIfAborted()
    await sent.done()
  } catch (error) {
    await forget(connection, sending, sent.uploadId)
    throw error
  } finally {
    stops.removeEventListener('abort', stop)
    body.destroy()
  }
}

/** Unfinished uploads cost money for as long as nobody ends them. One that is gone already is no error. */
async function forget(connection: Connection, { key }: Sending, uploadId: string | undefined): Promise<void> {
  if (uploadId === undefined) return
  const { client, bucket } = connection
  const command = new AbortMultipartUploadCommand({
    Bucket: bucket,
    Key: objectKey(connection, key),
    UploadId: uploadId,
  })
  await client.send(command, { requestTimeout: connection.patience.answer }).catch(() => undefined)
}

function common(connection: Connection, { key, sha256, write }: Sending) {
  return {
    Bucket: connection.bucket,
    Key: objectKey(connection, key),
    IfNoneMatch: '*',
    ...connection.written,
    ...connection.storageClass,
    Metadata: { sha256, [writeMark]: write },
  }
}
