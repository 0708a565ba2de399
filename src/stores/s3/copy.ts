import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import type { SendOptions } from './ask.ts'
import { type Connection, objectKey } from './connection.ts'
import { serverError } from './server-error.ts'

interface Copying {
  readonly connection: Connection
  /** Keys in the bucket. */
  readonly from: string
  readonly to: string
}

/** Copies an object inside the bucket, with its metadata, whatever the new key held. */
export async function copyObject(
  connection: Connection,
  keys: { readonly from: string; readonly to: string },
  options: SendOptions,
): Promise<void> {
  const [from, to] = [objectKey(connection, keys.from), objectKey(connection, keys.to)]
  const copying = { connection, from, to }
  try {
    const { bucket, written, storageClass } = connection
    const target = { Bucket: bucket, Key: to, CopySource: sourceOf(copying), ...storageClass, ...written }
    await connection.client.send(
      new CopyObjectCommand({ ...target, ...(written.Tagging !== undefined && { TaggingDirective: 'REPLACE' }) }),
      options,
    )
  } catch (error) {
    if (serverError(error).code !== 'InvalidRequest' && serverError(error).code !== 'EntityTooLarge') throw error
    const source = await connection.client.send(
      new HeadObjectCommand({ Bucket: connection.bucket, Key: from }),
      options,
    )
    const bytes = source.ContentLength ?? 0
    if (bytes <= connection.copySize) throw error
    await copyInParts(copying, { bytes, metadata: source.Metadata ?? {} }, options)
  }
}

/** An object that is too large for one request. Readers see the new one whole, when its last part is there. */
async function copyInParts(
  copying: Copying,
  source: { readonly bytes: number; readonly metadata: Record<string, string> },
  options: SendOptions,
): Promise<void> {
  const { connection, to } = copying
  const { client, bucket } = connection
  const target = { Bucket: bucket, Key: to }
  const started = await client.send(
    new CreateMultipartUploadCommand({
      ...target,
      ...connection.storageClass,
      ...connection.written,
      Metadata: source.metadata,
    }),
    options,
  )
  const upload = { ...target, UploadId: started.UploadId }
  try {
    const parts = []
    for (const [index, range] of ranges(source.bytes, connection.copySize).entries()) {
      const part = { ...upload, PartNumber: index + 1, CopySource: sourceOf(copying), CopySourceRange: range }
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part), options)
      parts.push({ PartNumber: index + 1, ETag: CopyPartResult?.ETag })
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }), options)
  } catch (error) {
    // What ended the copy may be the signal of these options.
    const own = { requestTimeout: connection.patience.answer }
    await client.send(new AbortMultipartUploadCommand(upload), own).catch(() => undefined)
    throw error
  }
}

function ranges(bytes: number, size: number): readonly string[] {
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => {
    return `bytes=${index * size}-${Math.min(bytes, (index + 1) * size) - 1}`
  })
}

function sourceOf({ connection, from }: Copying): string {
  return `${connection.bucket}/${from.split('/').map(encodeURIComponent).join('/')}`
}
