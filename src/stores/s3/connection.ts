import type { S3Client, StorageClass } from '@aws-sdk/client-s3'
import { assertStoreKey } from '../../ports/store-key.ts'
import { slots } from '../../util/slots.ts'
import { isAmazon, makeClient } from './client.ts'
import { defaultPatience, type Patience, type S3Options } from './options.ts'

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
  /** What every written object is given. */
  readonly written: Written
  /** Of files. */
  readonly storageClass: { readonly StorageClass?: StorageClass }
  readonly patience: Patience
  readonly partSize: number
  readonly copySize: number
  readonly signal: AbortSignal
  /** What is known of the server. */
  readonly seen: { answered: boolean }
  /** Bounds the memory of transfers: small ones hold a file, large ones some parts of one. */
  readonly transfers: { readonly small: Slots; readonly large: Slots }
  /** Where the credentials come from, for people. */
  readonly credentials: 'given' | 'chain'
}

interface Written {
  readonly ServerSideEncryption?: 'AES256' | 'aws:kms'
  readonly SSEKMSKeyId?: string
  readonly Tagging?: string
}

type Slots = ReturnType<typeof slots>

const mebibyte = 1024 * 1024

/** The largest object that S3 copies in one request. */
const largestCopy = 5 * 1024 * mebibyte

/** Throws `StoreError` for a file of certificates that cannot be read. */
export function connectionTo(options: S3Options): Connection {
  const { bucket, endpoint, storageClass } = options
  const prefix = options.prefix === '' ? '' : `${options.prefix}/`
  const patience = { ...defaultPatience, ...options.patience }
  const byDefault = endpoint === undefined || isAmazon(endpoint) ? 'when_supported' : 'when_required'
  const checksums = (options.checksums ?? byDefault) === 'when_supported'
  const seen = { answered: false }
  return {
    client: makeClient(options, { patience, checksums, seen }),
    bucket,
    prefix,
    url: `s3://${bucket}/${prefix}`,
    server: endpoint ?? 'AWS',
    checksums,
    written: writtenWith(options),
    // S3 has more of them each year; what it does not know it says.
    storageClass: storageClass === undefined ? {} : { StorageClass: storageClass as StorageClass },
    patience,
    partSize: options.partSize ?? 8 * mebibyte,
    copySize: options.copySize ?? largestCopy,
    signal: options.signal ?? new AbortController().signal,
    seen,
    transfers: { small: slots(8), large: slots(2) },
    credentials: options.credentials === undefined ? 'chain' : 'given',
  }
}

function writtenWith({ encryption, tags }: S3Options): Written {
  return {
    ...(encryption !== undefined && { ServerSideEncryption: encryption.algorithm }),
    ...(encryption?.key !== undefined && { SSEKMSKeyId: encryption.key }),
    ...(tags !== undefined && { Tagging: new URLSearchParams(tags).toString() }),
  }
}

/** The key of the bucket for a key of the store. */
export function objectKey({ prefix }: Connection, key: string): string {
  assertStoreKey(key)
  return `${prefix}${key}`
}
