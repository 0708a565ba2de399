import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { type Connection, objectKey } from './connection.ts'

/** The metadata that tells one write from every other, so that a write whose answer was lost knows its own. */
export const writeMark = 'write'

/** The etag of an object when this write made it; undefined when another did, or nobody, or that cannot be known. */
export async function etagOfWrite(connection: Connection, key: string, write: string): Promise<string | undefined> {
  const { client, bucket, patience } = connection
  try {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: objectKey(connection, key) })
    const { Metadata, ETag } = await client.send(command, { requestTimeout: patience.answer })
    return Metadata?.[writeMark] === write ? unquoted(ETag) : undefined
  } catch {
    return undefined
  }
}

/** An etag as the store names it. */
export function unquoted(etag: string | undefined): string {
  return (etag ?? '').replace(/^"|"$/g, '')
}
