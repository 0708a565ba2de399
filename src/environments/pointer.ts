import type { TypedColumn } from '../manifest/column.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { PartitionValue } from './layout.ts'

/** An immutable object of a version. */
export interface DataFile {
  readonly key: string
  readonly bytes: number
  readonly sha256: string
  readonly rows: number
  /** In the order of the folders; left out for a model without partitions. */
  readonly partition?: readonly PartitionValue[]
}

/** How a test ended that ran on the version. */
export interface TableTest {
  readonly name: string
  readonly status: 'pass' | 'warn' | 'fail'
  readonly failures: number
}

/** Hashes of what decided a version, for who asks why another one is built. They are no part of what names it. */
export interface VersionInputs {
  /** What its author wrote: the model's text, the seed's file. */
  readonly code: string
  /** The compiled SQL. */
  readonly sql: string
  /** The configuration that changes files or rows. */
  readonly options: string
  /** The fingerprints of what it reads. */
  readonly parents: string
  /** The engine itself: `duckdb 1.5.5`. */
  readonly engine: string
}

interface TableBase {
  readonly name: string
  readonly nodeId: NodeId
  /** The model's layer; its schema in a project without layers. */
  readonly layer: string
  readonly relation: { readonly schema: string; readonly identifier: string }
  readonly fingerprint: Fingerprint
  /** In their order, with the engine's types; partition columns are among them. */
  readonly columns: readonly TypedColumn[]
  /** Names of the partition columns, from the outermost folder in; empty for a model without partitions. */
  readonly partitionBy: readonly string[]
  /** Its rows: for a view those it exports, for all others one at least, unless there are partitions and no rows. */
  readonly files: readonly DataFile[]
  readonly tests: readonly TableTest[]
  /** The run that computed it; a later run that reuses the version does not change that. */
  readonly builtBy: string
  readonly builtAt: Date
  /** Unknown for what an older version of the program built, as the next one is. */
  readonly inputs?: VersionInputs
  /** How long building it took. */
  readonly seconds?: number
}

/** A version whose rows are kept in files. Partitioned by the columns that its files name. */
export interface ParquetTable extends TableBase {
  readonly kind: 'parquet'
}

/** A version that is a query over other tables of the same environment. */
export interface ViewTable extends TableBase {
  readonly kind: 'view'
  /** One SELECT that names its parents by their relations. */
  readonly sql: string
  /** Keys of the tables it reads. */
  readonly parents: readonly string[]
}

/** What an environment shows of one model: the version that is current. */
export type TableEntry = ParquetTable | ViewTable

/** What an environment shows, all of it at once. Its tables are in the order of their keys. */
export interface Pointer {
  /** Grows by one with every publishing. */
  readonly epoch: number
  /** The run that published it. */
  readonly run: string
  readonly publishedAt: Date
  readonly tables: ReadonlyMap<string, TableEntry>
}

/** One of the states that an environment showed: after a run, at an epoch, or so many changes before the current one. */
export type StateName = { readonly run: string } | { readonly epoch: number } | { readonly steps: number }

/** The key of a table in a pointer: `gold.revenue`. Upper and lower case are one, as in the engine's names. */
export function tableKey({ schema, identifier }: { readonly schema: string; readonly identifier: string }): string {
  return `${schema}.${identifier}`.toLowerCase()
}

/** Tables by their keys, in the order of the keys. */
export function tablesByKey(tables: Iterable<TableEntry>): ReadonlyMap<string, TableEntry> {
  return sortedByKey(new Map([...tables].map((table) => [tableKey(table.relation), table])))
}

/** The same map in the order of its keys. */
export function sortedByKey<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether two entries show the same rows under the same name and columns. */
export function sameVersion(a: TableEntry, b: TableEntry): boolean {
  return JSON.stringify(rowsOf(a)) === JSON.stringify(rowsOf(b))
}

function rowsOf(table: TableEntry): unknown {
  const { kind, name, layer, relation, fingerprint } = table
  const columns = table.columns.map((column) => [column.name, column.type])
  const files = table.files.map(({ key }) => key)
  const query = table.kind === 'view' ? [table.sql, table.parents] : []
  const { schema, identifier } = relation
  return [kind, name, layer, schema, identifier, fingerprint, columns, files, table.partitionBy, query]
}
