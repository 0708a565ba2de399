import { hash } from 'node:crypto'
import type { VersionInputs } from '../environments/pointer.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { Json } from '../util/json.ts'

/** Everything that can change the rows of a built model, and nothing else. Field order is part of the hash. */
export interface FingerprintInput {
  /** Compiled SQL, so that a macro edit that changes nothing here rebuilds nothing. */
  readonly sql: string
  readonly materialization: string
  /** Configuration that changes files or rows: format options, partitions, column types. */
  readonly options: Json
  /** `duckdb 1.5.5`: float formatting and implicit casts differ between versions. */
  readonly engine: string
  /** Sorted by the caller. */
  readonly parents: readonly Fingerprint[]
  /** Hashes of the rows, where they come from outside of the lake or the SQL gives others each time (`now()`). */
  readonly content: readonly string[]
}

export function fingerprint({
  sql,
  materialization,
  options,
  engine,
  parents,
  content,
}: FingerprintInput): Fingerprint {
  const canonical = JSON.stringify([sql, materialization, options, engine, parents, content])
  // A SHA-256 in hexadecimal is what the brand stands for.
  return hash('sha256', canonical) as Fingerprint
}

/** Hashes of what a fingerprint is made from, each for itself. `code`: what the author wrote. */
export function versionInputs(
  { sql, options, parents, engine }: Omit<FingerprintInput, 'content'>,
  code: string | Uint8Array,
): VersionInputs {
  return {
    code: shortHash(code),
    sql: shortHash(sql),
    options: shortHash(JSON.stringify(options)),
    parents: shortHash(parents.join(' ')),
    engine,
  }
}

/** Enough to see that something changed. */
function shortHash(content: string | Uint8Array): string {
  return hash('sha256', content).slice(0, 16)
}

const volatile =
  /\b(?:random|uuid|uuidv4|uuidv7|gen_random_uuid|now|get_current_timestamp|today|transaction_timestamp|txid_current|nextval)\s*\(|\bcurrent_(?:date|time|timestamp)\b|\blocaltime(?:stamp)?\b/i

/** Whether the same SQL over the same rows may give other rows the next time. Comments and texts may raise false alarm. */
export function isVolatile(sql: string): boolean {
  return volatile.test(sql)
}
