import type { Secret } from '../../util/secret.ts'

/** How a bucket is reached, and how objects are kept in it. */
export interface S3Options {
  readonly bucket: string
  /** The folder of the lake in the bucket, without a slash at its ends; empty for none. */
  readonly prefix: string
  /** Default: what AWS's settings say, else us-east-1 for a server other than AWS. */
  readonly region?: string | undefined
  /** The address of a server other than AWS. */
  readonly endpoint?: string | undefined
  /** Default: what AWS's chain of providers finds. */
  readonly credentials?: S3Credentials | undefined
  /** The profile of AWS's settings that has the credentials. */
  readonly profile?: string | undefined
  /** Whether the bucket stands in the path. Default: with an endpoint other than AWS. */
  readonly pathStyle?: boolean | undefined
  /** How objects are encrypted; the key is one of KMS. Default: as the bucket says. */
  readonly encryption?: { readonly algorithm: 'AES256' | 'aws:kms'; readonly key: string | undefined } | undefined
  /** Of the files of models. */
  readonly storageClass?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** When requests carry checksums. Default: where the server is AWS, when it is supported. */
  readonly checksums?: 'when_supported' | 'when_required' | undefined
  /** A file of certificates to trust besides the usual ones. */
  readonly ca?: string | undefined
  /** How it is found out whether the server heeds conditions of writes. Default: it is believed to. */
  readonly probe?: ProbeOptions | undefined
  /** Files that were uploaded or fetched, for later. Default: none are kept. */
  readonly cache?: CacheOptions | undefined
  /** Where files are handed out; without it none are. */
  readonly workFolder?: string | undefined
  /** Larger files are sent in parts of so many bytes. Default: 8 MiB. */
  readonly partSize?: number | undefined
  /** Larger objects are copied in parts of so many bytes. Default: 5 GiB, the most that S3 copies at once. */
  readonly copySize?: number | undefined
  readonly patience?: Partial<Patience> | undefined
  /** Ends uploads when a run is interrupted. */
  readonly signal?: AbortSignal | undefined
}

export interface S3Credentials {
  readonly accessKeyId: Secret
  readonly secretAccessKey: Secret
  readonly sessionToken?: Secret | undefined
}

export interface ProbeOptions {
  /** A key that nothing else uses. */
  readonly key: string
  /** A file of this machine where servers that heed them are noted. */
  readonly notes?: string | undefined
}

export interface CacheOptions {
  readonly folder: string
  /** Bytes that it may hold. */
  readonly size: number
}

/** How long a store waits for its server, in milliseconds. */
export interface Patience {
  /** For the beginning of an answer. */
  readonly answer: number
  /** For the next byte of a transfer. */
  readonly idle: number
  /** For an operation with all its repetitions; each 100 kB of a transfer add a second. */
  readonly total: number
  /** Times that a request is sent. */
  readonly attempts: number
}

export const defaultPatience: Patience = { answer: 20_000, idle: 60_000, total: 90_000, attempts: 8 }
