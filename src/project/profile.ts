import type { Json, JsonObject } from '../util/json.ts'
import type { Secret } from '../util/secret.ts'

/** Where Parquet is kept. */
export type LakeTarget = { readonly type: 'local'; readonly path: string } | S3Lake

/** A bucket. What is undefined is left to the store, the settings of AWS or the bucket. */
export interface S3Lake {
  readonly type: 's3'
  readonly bucket: string
  /** Without slashes at its ends; empty for none. */
  readonly prefix: string
  readonly region: string | undefined
  readonly endpoint: string | undefined
  /** None: AWS's chain of providers. */
  readonly credentials:
    | {
        readonly accessKeyId: Secret
        readonly secretAccessKey: Secret
        readonly sessionToken: Secret | undefined
      }
    | undefined
  /** A profile of AWS's own settings. */
  readonly profile: string | undefined
  readonly pathStyle: boolean | undefined
  readonly encryption: { readonly algorithm: 'AES256' | 'aws:kms'; readonly key: string | undefined } | undefined
  readonly storageClass: string | undefined
  readonly tags: Readonly<Record<string, string>> | undefined
  /** Bytes. */
  readonly partSize: number | undefined
  /** Bytes. */
  readonly cacheSize: number | undefined
  readonly checksums: 'when_supported' | 'when_required' | undefined
  /** A file of certificates, absolute. */
  readonly ca: string | undefined
  readonly publish: 'safe' | 'unsafe'
}

export type ConnectionTarget =
  | {
      readonly type: 'postgres'
      readonly embedded: true
      /** TPC-H's scale factor of the sample. */
      readonly scale: number
      /** Where the embedded server keeps its data, absolute. */
      readonly folder: string
    }
  | {
      readonly type: 'postgres'
      readonly embedded: false
      readonly host: string
      readonly port: number
      readonly user: string
      readonly password: Secret | undefined
      /** A command of a shell that prints the password, where there is none. */
      readonly passwordCommand?: string | undefined
      readonly dbname: string
      readonly sslmode: 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full'
      /** A file of authorities, absolute, or `system`. */
      readonly sslrootcert: string | undefined
      /** Files of a certificate to show and its key, absolute; both or none. */
      readonly sslcert?: string | undefined
      readonly sslkey?: string | undefined
      readonly sslpassword?: Secret | undefined
      /** How TLS begins: after a question, or at once. Default: postgres. */
      readonly sslnegotiation?: 'postgres' | 'direct' | undefined
      /** Whether a password is bound to the TLS connection. Default: prefer. */
      readonly channelBinding?: 'disable' | 'prefer' | 'require' | undefined
      readonly schema: string | undefined
      /** Whether DuckDB's own extension reads tables, where it gives the same rows. */
      readonly extraction: 'auto' | 'native' | 'portable'
      /** Milliseconds; none: the server's own. */
      readonly statementTimeout: number | undefined
      /** Milliseconds without a byte after which a transfer is given up. */
      readonly progressTimeout: number
    }

/** One output of a profile: engine, lake, connections. Paths are absolute. */
export interface Target {
  readonly profileName: string
  readonly name: string
  readonly type: 'duckdb'
  readonly environment: string
  readonly schema: string
  readonly threads: number
  /** A DuckDB file, absolute, or `:memory:`. */
  readonly path: string
  /** The name templates see as `target.database`: the file's stem, or `memory`. */
  readonly database: string
  readonly lake: LakeTarget | undefined
  readonly connections: ReadonlyMap<string, ConnectionTarget>
  readonly memoryLimit: string | undefined
  /** DuckDB settings applied at the start. */
  readonly settings: Readonly<Record<string, Json>>
  readonly extensions: readonly string[]
  /** Folders (absolute) and addresses that the project's SQL may read besides what is its own. */
  readonly externalAccess: readonly string[]
  /** What templates see as `target`, without secrets. */
  readonly visible: JsonObject
}
