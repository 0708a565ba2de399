import { StoreError } from '../../ports/store.ts'
import type { Connection } from './connection.ts'
import { serverError } from './server-error.ts'

/** What was asked of the server. */
export interface Request {
  /** S3's name of the right that it takes, such as `GetObject`. */
  readonly action: string
  /** The key in the bucket, or a prefix of keys. */
  readonly key: string
  /** How much is transferred. */
  readonly bytes?: number
}

interface Circumstances {
  readonly connection: Pick<Connection, 'bucket' | 'server'>
  /** After which the operation was given up; undefined when it was not. */
  readonly seconds: number | undefined
}

/** What the server or the network refuses as a `StoreError`; anything else as it is. */
export function explain(request: Request, error: unknown, circumstances: Circumstances): unknown {
  if (error instanceof StoreError) return error
  const { code, status, message } = serverError(error)
  const { bucket, server } = circumstances.connection
  const address = `s3://${bucket}/${request.key}`
  if (circumstances.seconds !== undefined) return tooSlow(address, circumstances.seconds, server)
  if (code === 'NoSuchBucket') return noBucket(bucket, server)
  if (status === 401 || status === 403) return denied(request, { address, code, message })
  if (status !== undefined || isNetwork(code)) return unreachable(address, { server, code, message })
  return error
}

function isNetwork(code: string): boolean {
  return /^(?:E[A-Z]+|TimeoutError|AbortError|CredentialsProviderError|.*(?:CERT|TLS|SSL).*)$/.test(code)
}

function tooSlow(address: string, seconds: number, server: string): StoreError {
  return new StoreError(
    'store/unreachable',
    `"${address}" was given up after ${Math.round(seconds)} seconds: ${server} did not answer, or answered with errors.`,
    'Run the command again when the server is well. What was published before is unchanged.',
  )
}

function noBucket(bucket: string, server: string): StoreError {
  return new StoreError(
    'store/denied',
    `${server} has no bucket "${bucket}".`,
    'Make the bucket, or correct "bucket" of the lake. A run never makes one.',
  )
}

function denied({ action }: Request, found: Readonly<Record<'address' | 'code' | 'message', string>>): StoreError {
  return new StoreError(
    'store/denied',
    `The server does not allow s3:${action} on "${found.address}" (${found.code}): ${found.message}`,
    'Check the credentials of the lake and what they are allowed.',
  )
}

function unreachable(address: string, found: Readonly<Record<'server' | 'code' | 'message', string>>): StoreError {
  const { server, code, message } = found
  return new StoreError(
    'store/unreachable',
    `"${address}" cannot be reached on ${server} (${code}): ${message}`,
    'Look whether the server is up and its address is right. What was published before is unchanged.',
  )
}
