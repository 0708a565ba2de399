import type { Dialect } from '../dialects/dialect.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { Json } from '../util/json.ts'

export interface QueryResult {
  readonly columns: readonly TypedColumn[]
  /** Values in the order of `columns`. Decimals, dates and integers beyond 2^53 are texts, so that none loses a digit. */
  readonly rows: readonly (readonly Json[])[]
}

/** Rows that are lent a batch at a time, so that all of them need not fit into memory. */
export interface QueryStream {
  readonly columns: readonly TypedColumn[]
  /** Values as in `QueryResult`. Throws `QueryError`. */
  readonly batches: AsyncIterable<QueryResult['rows']>
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal
  /** A statement that runs first, in one transaction with the others. */
  readonly first?: string
  /** Given what tells how much of the statement is done, from 0 to 1; undefined while the engine does not know. */
  readonly watch?: (share: () => number | undefined) => void
}

/** A statement as the engine's own parser sees it. */
export interface ParsedStatement {
  /** `SELECT`, `COPY`, `ATTACH`, …: the engine's word, in upper case. */
  readonly type: string
  /** UTF-16 offset of its first word. */
  readonly start: number
}

/** A query that failed, told in the engine's words. The only exception that `Engine.execute` throws for a user's mistake. */
export class QueryError extends Error {
  /** UTF-16 offset into the SQL that failed, where the engine names one. */
  readonly position: number | undefined
  /** The engine's kind of error: `Binder`, `Catalog`, `Conversion`, `Permission`, `Interrupt`, … */
  readonly kind: string
  /** Names the engine proposes instead of one it does not know. */
  readonly candidates: readonly string[]

  constructor(
    message: string,
    details: { readonly kind: string; readonly position?: number | undefined; readonly candidates?: readonly string[] },
  ) {
    super(message)
    this.name = 'QueryError'
    this.kind = details.kind
    this.position = details.position
    this.candidates = details.candidates ?? []
  }
}

/** A place that runs SQL, several statements at the same time. Whoever opened it closes it. */
export interface Engine extends AsyncDisposable {
  readonly dialect: Dialect
  /** Name and version, part of every fingerprint: `duckdb 1.5.5`. */
  readonly version: string
  /** Runs one or several statements and returns the rows of the last. Throws `QueryError`; aborting interrupts the query. */
  execute(sql: string, options?: ExecuteOptions): Promise<QueryResult>
  /** Runs a SELECT and lends its rows, which end with `use`. Throws `QueryError`; aborting interrupts the query. */
  stream<T>(sql: string, use: (stream: QueryStream) => Promise<T>, options?: ExecuteOptions): Promise<T>
  /** Splits SQL with the engine's own parser. Throws `QueryError` for a syntax error. */
  parse(sql: string): Promise<readonly ParsedStatement[]>
  /** The columns a SELECT would return, without running it. Throws `QueryError`. */
  describe(sql: string): Promise<readonly TypedColumn[]>
}
