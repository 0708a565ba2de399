import type { Relation } from '../manifest/relation.ts'
import type { Instant } from '../util/instant.ts'
import type { Engine } from './engine.ts'

/** A column of a source table, its type taken from the source's catalog and told as the engine's type. */
export interface SourceColumn {
  readonly name: string
  /** The engine's type: `DECIMAL(15,2)`. */
  readonly type: string
  /** The source's own spelling: `numeric(15,2)`. */
  readonly sourceType: string
}

export interface SourceTable {
  readonly origin: Relation
  readonly columns: readonly SourceColumn[]
}

/** What a stream delivered, known when it has ended. */
export interface Delivered {
  /** Rows, counted by the source system. */
  readonly rows: number
  /** The reader stopped before the end (it had a LIMIT), so rows cannot be compared. */
  readonly stoppedEarly: boolean
}

/** Rows of one table on their way: SQL that reads them exactly once, and the end of the transfer. */
export interface SourceStream {
  /**
   * An SQL table expression for the engine: `read_csv('…', …)`. It can be read once, by one scan. A query of it fails for a
   * value that its column's type cannot hold, with the engine's words or with `refusalText`.
   */
  readonly readSql: string
  /** Resolves when everything was handed over. Rejects with `ExtractError`. Never before somebody reads `readSql`. */
  readonly delivered: Promise<Delivered>
  /** Stops the transfer and removes what it left on disk. Safe to call twice, and after the end. */
  close(): Promise<void>
}

/** Which row of a table is the newest: the most of SQL over its rows, or what a query of the author's gives. */
export type NewestQuestion = { readonly origin: Relation } & (
  | { readonly field: string; readonly filter?: string }
  | { readonly query: string }
)

export interface NewestRow {
  /** When it came; undefined where there is no row. */
  readonly loadedAt: Instant | undefined
  /** When the source system was asked, by its own clock. */
  readonly askedAt: Instant
}

/** What a source system refuses or cannot do, in words for the user; never holds a password. */
export class ExtractError extends Error {
  readonly code:
    | 'extract/connect-failed'
    | 'extract/missing-table'
    | 'extract/unsupported-type'
    | 'extract/table-changed'
    | 'extract/failed'
    | 'extract/snapshot'
    | 'engine/extension-unavailable'
    | 'run/age-unknown'
  readonly hint: string | undefined
  /** A connection broke while rows were on their way: another attempt, from the table's beginning, may succeed. */
  isBroken = false

  constructor(code: ExtractError['code'], message: string, hint?: string) {
    super(message)
    this.name = 'ExtractError'
    this.code = code
    this.hint = hint
  }
}

/** What a source system says of itself and of who asks. */
export interface SourceServer {
  /** `16.4` */
  readonly version: string
  /** The role that tables are read as. */
  readonly role: string
  /** Whether it could change a table that is read; nothing here does. */
  readonly mayWrite: boolean
}

export interface StreamOptions {
  /** The reader scans it exactly once, so a pipe will do; otherwise it is spooled to a file that can be read again. */
  readonly once: boolean
  readonly signal?: AbortSignal
  /** Given what tells the rows that have come so far, once they may begin to. */
  readonly watch?: (rows: () => number) => void
}

/** A table that an engine of the extractor's own reads from the source by itself, which costs less than a stream. */
export interface DirectTable {
  /** It knows the source's credentials and its other tables: nothing of a user's may run on it that could name one. */
  readonly engine: Engine
  /** An SQL table expression for the engine: the columns that were asked for, as `SourceTable` tells them. */
  readonly readSql: string
  /** What a transaction of the engine begins with, to read as of the extractor's moment. */
  readonly first: string
  /**
   * The rows of the table at that moment, as the source counts them; undefined where it holds values that the engine
   * would change without a word. Throws `ExtractError`.
   */
  count(signal: AbortSignal): Promise<number | undefined>
  /** Ends what the engine has the source do, when nobody waits for it any more. */
  abandon(): Promise<void>
}

/** Why an engine does not read a table by itself: a sentence's end, such as `"shape" is of a type that it changes`. */
export interface IndirectTable {
  readonly because: string
}

/** Reads tables of one source system, all of them as they were at one moment. Whoever opened it closes it. */
export interface Extractor extends AsyncDisposable {
  /** For people: `postgresql://user@localhost:5432/tpch`, or `embedded PostgreSQL (TPC-H 0.01)`. No credential. */
  readonly url: string
  /** Names the moment that is read; part of a source's fingerprint. */
  readonly snapshot: string
  /** What was lost on the way to one moment, such as a server that cannot export a snapshot. */
  readonly warnings: readonly string[]
  /** The system, for people; `tables` are those that are read. Throws `ExtractError`. */
  about(tables: readonly Relation[]): Promise<SourceServer>
  /** The tables' columns and types. `declared` types, by column, stand in for types the catalog does not tell. Throws `ExtractError`. */
  describe(origin: Relation, declared?: ReadonlyMap<string, string>): Promise<SourceTable>
  /** Asks for the newest row; none is transferred. One SELECT that only reads, whatever the question holds. Throws `ExtractError`. */
  newest(question: NewestQuestion, signal: AbortSignal): Promise<NewestRow>
  /** The table for an engine that reads it without a stream, with the same result. Throws `ExtractError` where that is a must. */
  direct(table: SourceTable, columns: readonly string[]): Promise<DirectTable | IndirectTable>
  /** Starts to stream the named columns of a table. */
  stream(table: SourceTable, columns: readonly string[], options: StreamOptions): Promise<SourceStream>
}
