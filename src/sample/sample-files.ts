import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ExtractError } from '../ports/extractor.ts'

/** TPC-H's tables in an order in which each comes after those it points to. */
export const tpchTables = [
  'region',
  'nation',
  'supplier',
  'customer',
  'part',
  'partsupp',
  'orders',
  'lineitem',
] as const

/** The scale factor whose rows come with the package. */
export const bundledScale = 0.01

/** The rows and the tables of the sample, as they come with the package. */
export interface SampleFiles {
  /** `create table` statements of PostgreSQL. */
  readonly schemaSql: string
  /** The Parquet file of a table, absolute. */
  readonly file: (table: string) => string
  /** Names the content. */
  readonly hash: string
}

/** Throws `ExtractError` for a scale that is not part of the package. */
export function sampleFiles(scale: number): SampleFiles {
  if (scale !== bundledScale) throw unknownScale(scale)
  // The folder is two levels up from this file, in src and in dist.
  const place = (name: string) => fileURLToPath(new URL(`../../sample/tpch/${name}`, import.meta.url))
  const file = (table: string) => place(`${table}.parquet`)
  const schemaSql = readFileSync(place('schema.sql'), 'utf8')
  const hash = createHash('sha256').update(schemaSql)
  for (const table of tpchTables) hash.update(readFileSync(file(table)))
  return { schemaSql, file, hash: hash.digest('hex') }
}

function unknownScale(scale: number): ExtractError {
  return new ExtractError(
    'extract/connect-failed',
    `The sample has no rows of TPC-H's scale factor ${scale}; it has those of ${bundledScale}.`,
    'Write "scale: 0.01", or load other rows into a PostgreSQL of yours and give its address.',
  )
}
