/** The key must be free, or must still hold what was read under this etag. */
export type PutCondition = { readonly absent: true } | { readonly etag: string }

export interface StoredObject {
  readonly etag: string
  readonly content: Uint8Array
}

export interface ListedObject {
  readonly key: string
  readonly bytes: number
  readonly modified: Date
}

/** What a store refuses or cannot do, in words for the user. Anything else it throws is a bug. */
export class StoreError extends Error {
  readonly code:
    | 'store/denied'
    | 'store/credentials'
    | 'store/no-bucket'
    | 'store/wrong-region'
    | 'store/no-conditions'
    | 'store/full'
    | 'store/unreachable'
    | 'store/interrupted'
    | 'store/corrupt'
  readonly hint: string | undefined

  constructor(code: StoreError['code'], message: string, hint?: string) {
    super(message)
    this.name = 'StoreError'
    this.code = code
    this.hint = hint
  }
}

/**
 * Keeps files under keys (`a/b/c.parquet`; no leading slash, no `.` or `..` part). A reader sees a whole file or none.
 * A condition that fails is an answer (`conflict`), not an exception; everything else that fails throws `StoreError`.
 */
export interface Store {
  /** For people: `lake/` or `s3://bucket/prefix/`. Never holds a credential. */
  readonly url: string
  /** Where other programs find an object: `/home/me/lake/a.parquet`, `s3://bucket/prefix/a.parquet`. */
  address(key: string): string
  /** Writes a small object whole. */
  put(key: string, content: Uint8Array, condition?: PutCondition): Promise<{ readonly etag: string } | 'conflict'>
  /**
   * Keeps a finished local file under a free key. `conflict`: the key is taken. The file given stays readable where it
   * is and may share its bytes with the object: it must not be written to again.
   */
  putFile(key: string, file: string, sha256: string): Promise<{ readonly etag: string } | 'conflict'>
  /** A small object, read whole. */
  get(key: string): Promise<StoredObject | undefined>
  /** Whether an object is there, and how large. The etag of what `putFile` wrote is the SHA-256 of its bytes. */
  head(key: string): Promise<{ readonly bytes: number; readonly etag: string } | undefined>
  /**
   * A path on this machine from which the engine can read the object; fetched once where the store is far away.
   * Throws `store/corrupt` for an object that is not there or has another size.
   */
  localFile(key: string, expected: { readonly bytes: number; readonly sha256: string }): Promise<string>
  /** Makes `to` hold the same bytes as `from`, at once and whatever `to` held. */
  copy(from: string, to: string): Promise<void>
  /** Every object below a prefix, sorted by key. */
  list(prefix: string): AsyncIterable<ListedObject>
  /** Keys that are not there are no error. */
  delete(keys: readonly string[]): Promise<void>
}
