import { DeleteObjectsCommand, type _Error as RefusedObject } from '@aws-sdk/client-s3'
import { ask } from './ask.ts'
import { type Connection, objectKey } from './connection.ts'

/** S3 takes no more in one request. */
const most = 1000

/** Removes objects; those that are not there are no error. */
export async function deleteObjects(connection: Connection, keys: readonly string[]): Promise<void> {
  const all = keys.map((key) => objectKey(connection, key))
  for (let from = 0; from < all.length; from += most) {
    const part = all.slice(from, from + most)
    const command = new DeleteObjectsCommand({
      Bucket: connection.bucket,
      Delete: { Quiet: true, Objects: part.map((Key) => ({ Key })) },
    })
    await ask(connection, { action: 'DeleteObject', key: part[0] ?? '' }, async (options) => {
      const { Errors = [] } = await connection.client.send(command, options)
      const refused = Errors.find(({ Code }) => Code !== 'NoSuchKey')
      if (refused !== undefined) throw asError(refused)
    })
  }
}

/** One object that stays, as the SDK would tell it of a request. */
function asError({ Code, Message, Key }: RefusedObject): Error {
  const status = Code === 'AccessDenied' ? 403 : Code === 'SlowDown' || Code === 'InternalError' ? 503 : 400
  const error = new Error(`${Message ?? 'not deleted'} (${Key ?? 'no key'})`)
  return Object.assign(error, { name: Code ?? 'Error', $metadata: { httpStatusCode: status, attempts: 1 } })
}
