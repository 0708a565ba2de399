import { StoreError } from '../../ports/store.ts'
import type { Connection } from './connection.ts'
import { credentialsFailed } from './credentials-failure.ts'
import { isChanged, type ServerError, serverError } from './server-error.ts'

/** What was asked of the server. */
export interface Request {
  /** S3's name of the right that it takes, such as `GetObject`. */
  readonly action: 'GetObject' | 'PutObject' | 'DeleteObject' | 'ListBucket'
  /** The key in the bucket, or a prefix of keys. */
  readonly key: string
  /** How much is transferred. */
  readonly bytes?: number
}

interface Circumstances {
  readonly connection: Pick<Connection, 'bucket' | 'prefix' | 'server' | 'credentials' | 'signal'>
  /** After which the operation was given up; undefined when it was not. */
  readonly seconds: number | undefined
}

interface Failure extends ServerError {
  readonly request: Request
  readonly connection: Circumstances['connection']
  readonly address: string
}

const unchanged = 'What was published before is unchanged.'

/** What the server, the network or this machine refuses as a `StoreError`; anything else as it is. */
export function explain(request: Request, error: unknown, { connection, seconds }: Circumstances): unknown {
  if (error instanceof StoreError) return error
  const found = serverError(error)
  const failure = { ...found, request, connection, address: `s3://${connection.bucket}/${request.key}` }
  if (found.name === 'AbortError' && connection.signal.aborted) return interrupted(failure)
  if (seconds !== undefined) return tooSlow(failure, seconds)
  return refused(failure) ?? credentialsFailed(failure) ?? denied(failure) ?? brokenWay(failure) ?? error
}

/** The bucket is another one than the settings say. */
function refused({ code, headers, message, region, connection }: Failure): StoreError | undefined {
  const { bucket, server } = connection
  if (code === 'NoSuchBucket') {
    return new StoreError(
      'store/no-bucket',
      `${server} has no bucket "${bucket}".`,
      'Make the bucket, or correct "bucket" of the lake. A run never makes one.',
    )
  }
  const actual = headers['x-amz-bucket-region'] ?? region
  const isElsewhere = /^(?:PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException|301)$/
  if (isElsewhere.test(code)) {
    const where = actual === undefined ? 'another region' : `the region ${actual}`
    const advice = actual === undefined ? 'Correct "region" of the lake.' : `Write "region: ${actual}" in the lake.`
    return new StoreError('store/wrong-region', `The bucket "${bucket}" is in ${where}.`, advice)
  }
  if (message === 'Region is missing') {
    return new StoreError(
      'store/wrong-region',
      `Nothing says in which region the bucket "${bucket}" is.`,
      'Write "region" in the lake, or set AWS_REGION.',
    )
  }
  return undefined
}

function denied({ status, code, message, request, connection, address }: Failure): StoreError | undefined {
  if (status !== 401 && status !== 403) return undefined
  const { bucket, prefix } = connection
  const { action } = request
  const object = action === 'ListBucket' ? bucket : `${bucket}/${prefix}*`
  const line = `{"Effect": "Allow", "Action": "s3:${action}", "Resource": "arn:aws:s3:::${object}"}`
  const more = [
    ...(action === 'GetObject' ? ['Without s3:ListBucket on the bucket, S3 says so too of what is not there.'] : []),
    ...(/kms/i.test(message) ? ['The key of KMS takes kms:GenerateDataKey and kms:Decrypt besides.'] : []),
  ]
  const reason = message === '' || message === 'UnknownError' ? code : `${code}: ${message}`
  return new StoreError(
    'store/denied',
    `The credentials of the lake do not allow s3:${action} on "${address}" (${reason}).`,
    [`Their policy needs: ${line}`, ...more].join(' '),
  )
}

/** No answer, or none that means anything. */
function brokenWay(failure: Failure): StoreError | undefined {
  const { status, code, message, attempts, connection, address } = failure
  const { server } = connection
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError(
      'store/full',
      `"${address}" cannot be fetched: there is no space left on this machine (${code}).`,
      'Free some space, or keep less of the lake with "cache_size".',
    )
  }
  if (/CERT|TLS|SSL|EPROTO/.test(code)) {
    return new StoreError(
      'store/unreachable',
      `${server} is not trusted (${code}): ${message}`,
      'Name the certificate of its authority in "ca" of the lake, or correct "endpoint".',
    )
  }
  if (isChanged(failure)) {
    return new StoreError(
      'store/unreachable',
      `"${address}" did not arrive as it was sent, however often (${code}): something between this machine and ${server} changes it.`,
      `Look at proxies and gateways on the way. ${unchanged}`,
    )
  }
  const times = attempts > 1 ? `, ${attempts} times` : ''
  if (status !== undefined) {
    const said = message === '' || message === 'UnknownError' ? '' : `: ${message}`
    return new StoreError(
      'store/unreachable',
      `${server} answered ${status} (${code}${times}) to a request for "${address}"${said}`,
      `Run the command again when the server is well. ${unchanged}`,
    )
  }
  if (!/^(?:E[A-Z_]+|TimeoutError|AbortError)$/.test(code)) return undefined
  return new StoreError(
    'store/unreachable',
    `"${address}" cannot be reached on ${server} (${code}${times}): ${message}`,
    `Look whether the server is up and its address is right. ${unchanged}`,
  )
}

function tooSlow({ address, connection }: Failure, seconds: number): StoreError {
  const count = Math.round(seconds)
  return new StoreError(
    'store/unreachable',
    `"${address}" was given up after ${count} second${count === 1 ? '' : 's'}: ${connection.server} did not answer, or with errors only.`,
    `Run the command again when the server is well. ${unchanged}`,
  )
}

function interrupted({ address }: Failure): StoreError {
  return new StoreError('store/interrupted', `The upload of "${address}" was interrupted.`, unchanged)
}
