import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { ListedObject } from '../../ports/store.ts'
import { ask } from './ask.ts'
import type { Connection } from './connection.ts'

/** Every object whose key begins with the prefix, sorted by the bytes of its key, whatever order the server has. */
export async function* listObjects(connection: Connection, prefix: string): AsyncIterable<ListedObject> {
  const found: ListedObject[] = []
  let token: string | undefined
  do {
    const page = await pageOf(connection, prefix, token)
    for (const object of page.objects) found.push(object)
    token = page.next
  } while (token !== undefined)
  yield* inOrder(found)
}

interface Page {
  readonly objects: readonly ListedObject[]
  readonly next: string | undefined
}

async function pageOf(connection: Connection, prefix: string, token: string | undefined): Promise<Page> {
  const { client, bucket } = connection
  const inBucket = `${connection.prefix}${prefix}`
  return ask(connection, { action: 'ListBucket', key: inBucket }, async (options) => {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: inBucket,
      // Some characters of keys cannot stand in XML.
      EncodingType: 'url',
      ...(token !== undefined && { ContinuationToken: token }),
    })
    const { Contents = [], IsTruncated, NextContinuationToken } = await client.send(command, options)
    const objects = Contents.map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
      key: decoded(Key).slice(connection.prefix.length),
      bytes: Size,
      modified: LastModified,
    }))
    // A folder that another program made is an empty object whose name ends in a slash.
    const isObject = ({ key }: ListedObject) => key !== '' && !key.endsWith('/')
    return { objects: objects.filter(isObject), next: IsTruncated === true ? NextContinuationToken : undefined }
  })
}

function decoded(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

/** S3 lists by bytes; some servers list folder by folder. */
function inOrder(objects: readonly ListedObject[]): readonly ListedObject[] {
  const keyed = objects.map((object) => ({ object, bytes: Buffer.from(object.key) }))
  const isSorted = keyed.every(
    ({ bytes }, index) => index === 0 || Buffer.compare(keyed[index - 1]?.bytes ?? bytes, bytes) <= 0,
  )
  if (isSorted) return objects
  return keyed.toSorted((one, other) => Buffer.compare(one.bytes, other.bytes)).map(({ object }) => object)
}
