import { readFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'
import { S3Client } from '@aws-sdk/client-s3'
import { StoreError } from '../../ports/store.ts'
import { withBodyDigest } from './body-digest.ts'
import type { Patience, S3Options } from './options.ts'
import { retries } from './retries.ts'

interface Manner {
  readonly patience: Patience
  readonly checksums: boolean
  readonly seen: { readonly answered: boolean }
}

/** A server that has never answered may have a wrong address, which is told soon. */
const firstAttempts = 4

/** The client prints nothing: what goes wrong is told once, by the store. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/** The SDK's client. Throws `StoreError` for a file of certificates that cannot be read. */
export function makeClient(options: S3Options, { patience, checksums, seen }: Manner): S3Client {
  const { region, endpoint, profile, pathStyle, ca } = options
  const inOwn = endpoint !== undefined && !isAmazon(endpoint)
  const calculated = checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED'
  const trusted = ca === undefined ? {} : { ca: [...rootCertificates, certificatesIn(ca)] }
  const client = withoutWarning(
    () =>
      new S3Client({
        ...(region !== undefined ? { region } : inOwn && { region: 'us-east-1' }),
        ...(endpoint !== undefined && { endpoint }),
        ...(profile !== undefined && { profile }),
        ...credentialsOf(options),
        forcePathStyle: pathStyle ?? inOwn,
        requestChecksumCalculation: calculated,
        responseChecksumValidation: calculated,
        retryStrategy: retries(() => (seen.answered ? patience.attempts : Math.min(firstAttempts, patience.attempts))),
        logger: silent,
        requestHandler: {
          connectionTimeout: patience.answer,
          requestTimeout: 0,
          socketTimeout: patience.idle,
          throwOnRequestTimeout: true,
          httpsAgent: { keepAlive: true, maxSockets: 50, ...trusted },
        },
      }),
  )
  return checksums ? client : withBodyDigest(client)
}

function credentialsOf({ credentials }: S3Options) {
  if (credentials === undefined) return {}
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  return {
    credentials: {
      accessKeyId: accessKeyId.reveal(),
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken !== undefined && { sessionToken: sessionToken.reveal() }),
    },
  }
}

/** Whether an address is one of AWS itself. */
export function isAmazon(endpoint: string): boolean {
  return /\.amazonaws\.com(?:\.cn)?$/.test(new URL(endpoint).hostname)
}

function certificatesIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError(
      'store/unreachable',
      `The certificates of the lake cannot be read: ${reason}`,
      'Correct "ca" of the lake: a file of certificates in PEM.',
    )
  }
}

/**
 * The SDK warns on standard error of versions of Node that its coming releases will not run on. The release that is used
 * here runs on them.
 */
function withoutWarning<T>(make: () => T): T {
  const name = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'
  const before = process.env[name]
  process.env[name] = 'true'
  try {
    return make()
  } finally {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  }
}
