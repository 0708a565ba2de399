import { S3Client } from '@aws-sdk/client-s3'
import { assertStoreKey } from '../../ports/store-key.ts'
import { defaultPatience, type Patience, type S3Options } from './options.ts'
import { slots } from './slots.ts'

/** A bucket and how to speak to it. Opens no connection before the first request. */
export interface Connection {
  readonly client: S3Client
  readonly bucket: string
  /** In front of every key: empty, or ending in a slash. */
  readonly prefix: string
  /** `s3://bucket/prefix/` */
  readonly url: string
  /** What is named when the server does not answer. */
  readonly server: string
  /** Whether objects carry their SHA-256 as a checksum that the server compares. */
  readonly checksums: boolean
  readonly patience: Patience
  readonly partSize: number
  readonly copySize: number
  readonly signal: AbortSignal
  /** What is known of the server. */
  readonly seen: { answered: boolean }
  /** Bounds the memory of transfers: small ones hold a file, large ones some parts of one. */
  readonly transfers: { readonly small: Slots; readonly large: Slots }
}

type Slots = ReturnType<typeof slots>

const mebibyte = 1024 * 1024

/** A server that has never answered may have a wrong address, which is told soon. */
const firstAttempts = 4

/** The largest object that S3 copies in one request. */
const largestCopy = 5 * 1024 * mebibyte

export function connectionTo(options: S3Options): Connection {
  const { bucket, endpoint } = options
  const prefix = options.prefix === '' ? '' : `${options.prefix}/`
  const patience = { ...defaultPatience, ...options.patience }
  const checksums = endpoint === undefined || isAmazon(endpoint)
  const seen = { answered: false }
  return {
    client: withoutWarning(() => clientFor(options, { patience, checksums, seen })),
    bucket,
    prefix,
    url: `s3://${bucket}/${prefix}`,
    server: endpoint ?? 'AWS',
    checksums,
    patience,
    partSize: options.partSize ?? 8 * mebibyte,
    copySize: options.copySize ?? largestCopy,
    signal: options.signal ?? new AbortController().signal,
    seen,
    transfers: { small: slots(8), large: slots(2) },
  }
}

/** The key of the bucket for a key of the store. */
export function objectKey({ prefix }: Connection, key: string): string {
  assertStoreKey(key)
  return `${prefix}${key}`
}

function isAmazon(endpoint: string): boolean {
  return /\.amazonaws\.com(?:\.cn)?$/.test(new URL(endpoint).hostname)
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

/** The client prints nothing: what goes wrong is told once, by the store. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }

function clientFor(
  options: S3Options,
  { patience, checksums, seen }: Pick<Connection, 'patience' | 'checksums' | 'seen'>,
): S3Client {
  const { region, endpoint, credentials } = options
  const inOwn = endpoint !== undefined && !isAmazon(endpoint)
  const calculated = checksums ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED'
  return new S3Client({
    ...(region !== undefined ? { region } : inOwn && { region: 'us-east-1' }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && {
      credentials: {
        accessKeyId: credentials.accessKeyId.reveal(),
        secretAccessKey: credentials.secretAccessKey.reveal(),
      },
    }),
    forcePathStyle: inOwn,
    requestChecksumCalculation: calculated,
    responseChecksumValidation: calculated,
    maxAttempts: async () => (seen.answered ? patience.attempts : Math.min(firstAttempts, patience.attempts)),
    retryMode: 'standard',
    logger: silent,
    requestHandler: {
      connectionTimeout: patience.answer,
      requestTimeout: 0,
      socketTimeout: patience.idle,
      throwOnRequestTimeout: true,
    },
  })
}
