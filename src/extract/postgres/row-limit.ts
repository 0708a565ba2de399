import type { CatalogColumn } from './column-types.ts'

/** What a value of a type without a length takes at most as COPY writes it: numbers, dates, addresses, names, intervals. */
const short = 128
/** `numeric` has at most 1,000 digits on either side of its point. */
const longestNumber = 2048
const shortTypes: ReadonlySet<string> = new Set([
  ...['bool', 'int2', 'int4', 'int8', 'oid', 'float4', 'float8', 'money', 'uuid', 'char', 'name', 'interval'],
  ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'inet', 'cidr', 'macaddr', 'macaddr8'],
])
const texts: ReadonlySet<string> = new Set(['varchar', 'bpchar'])

/** The most bytes that a value of the column may take in COPY's text format; undefined where its type has no bound. */
export function longestValue({ base, kind, arrayDepth, modifier }: CatalogColumn): number | undefined {
  if (arrayDepth > 0 || kind !== 'b') return undefined
  if (shortTypes.has(base)) return short
  if (base === 'numeric') return longestNumber
  // The modifier is the length in characters and 4; a character is four bytes at most, and an escaped one two.
  return texts.has(base) && modifier >= 4 ? 4 * (modifier - 4) : undefined
}

/**
 * The longest row that DuckDB is asked to take, in bytes. It is also the size of its buffers, of which it fills many in
 * advance, so that memory is bounded by it: columns that cannot be long get small ones.
 */
export function rowLimit(columns: readonly { readonly longest?: number | undefined }[]): number {
  const separators = columns.length + short
  const longest = columns.reduce((sum, column) => sum + (column.longest ?? Number.POSITIVE_INFINITY), separators)
  return longest <= 8_000_000 ? 8_000_000 : 32_000_000
}
