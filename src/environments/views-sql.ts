import { duckdbDialect } from '../dialects/duckdb.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import { hiveName } from './layout.ts'
import type { ParquetTable, Pointer, TableEntry, ViewTable } from './pointer.ts'

/** Where the engine reads an object of the lake. */
export type Resolve = (key: string) => string

const { quote, relation } = duckdbDialect

/**
 * Statements that give an empty DuckDB database a view for every table of an environment, over exactly the files of its
 * current version, in an order in which each finds what it reads.
 */
export function viewsSql({ tables }: Pick<Pointer, 'tables'>, resolve: Resolve): readonly string[] {
  return [...schemasSql(tables), ...parentsFirst(tables).map((table) => viewSql(table, resolve))]
}

/**
 * The same for files that DuckDB cannot read here, such as objects of S3 without its extension for them. It looks into the
 * files when it makes a view over them, or over such a view. So what reads tables is made over tables without rows, and
 * then a macro stands in for the function that reads, and gives the columns of the table whose turn it is.
 */
export function distantViewsSql({ tables }: Pick<Pointer, 'tables'>, resolve: Resolve): readonly string[] {
  const ordered = parentsFirst(tables)
  const parquet = ordered.filter((table) => table.kind === 'parquet')
  return [
    ...schemasSql(tables),
    ...parquet.map((table) => createView(table, emptySql(table))),
    ...ordered.filter((table) => table.kind === 'view').map((table) => viewSql(table, resolve)),
    ...parquet.flatMap((table) => [standInSql(table), viewSql(table, resolve)]),
    `drop macro table if exists ${standIn}`,
  ]
}

const standIn = 'main.read_parquet'

function standInSql({ columns, partitionBy }: Pick<ParquetTable, 'columns' | 'partitionBy'>): string {
  const inFiles = columns.map(({ name, type }) => ({ name: partitionBy.includes(name) ? hiveName(name) : name, type }))
  const parameters = 'files, hive_partitioning := false, hive_types := null'
  return `create or replace macro ${standIn}(${parameters}) as table\n${emptySql({ columns: inFiles })}`
}

/** Statements that make the schemas of tables. */
export function schemasSql(tables: ReadonlyMap<string, TableEntry>): readonly string[] {
  const schemas = [...new Set([...tables.values()].map(({ relation: { schema } }) => schema))].sort()
  return schemas.map((schema) => `create schema if not exists ${quote(schema)}`)
}

/** The statement that makes a table of an environment readable under its name. */
export function viewSql(table: TableEntry, resolve: Resolve): string {
  return createView(table, querySql(table, resolve))
}

function createView(table: Pick<TableEntry, 'relation'>, query: string): string {
  return `create or replace view ${relation(table.relation)} as\n${query}`
}

/** The rows of a version as one SELECT with its columns in order, each of its type. */
export function readVersionSql(
  table: Pick<ParquetTable, 'columns' | 'partitionBy' | 'files'>,
  resolve: Resolve,
): string {
  if (table.files.length === 0) return emptySql(table)
  const files = table.files.map(({ key }) => sqlLiteral(resolve(key))).join(', ')
  const columns = table.columns.map(({ name }) => columnSql(table, name)).join(', ')
  return `select ${columns}\nfrom read_parquet([${files}], ${hiveSql(table)})`
}

function querySql(table: TableEntry, resolve: Resolve): string {
  return table.kind === 'view' ? table.sql : readVersionSql(table, resolve)
}

function columnSql({ partitionBy }: Pick<ParquetTable, 'partitionBy'>, name: string): string {
  const inFolder = partitionBy.includes(name) ? hiveName(name) : name
  return inFolder === name ? quote(name) : `${quote(inFolder)} as ${quote(name)}`
}

/** Folders above the lake may look like partitions too, so nothing is left to be guessed. */
function hiveSql({ partitionBy, columns }: Pick<ParquetTable, 'columns' | 'partitionBy'>): string {
  if (partitionBy.length === 0) return 'hive_partitioning = false'
  const types = partitionBy.map((name) => {
    const type = columns.find((column) => column.name === name)?.type ?? 'VARCHAR'
    return `${sqlLiteral(hiveName(name))}: ${sqlLiteral(type)}`
  })
  return `hive_partitioning = true, hive_types = {${types.join(', ')}}`
}

function emptySql({ columns }: Pick<ParquetTable, 'columns'>): string {
  return `select ${columns.map(({ name, type }) => `cast(null as ${type}) as ${quote(name)}`).join(', ')}\nwhere false`
}

/** Tables before the views that read them; otherwise in the order of their keys. */
export function parentsFirst(tables: ReadonlyMap<string, TableEntry>): readonly TableEntry[] {
  const parquet = [...tables.values()].filter((table) => table.kind === 'parquet')
  let waiting = [...tables].filter((entry): entry is [string, ViewTable] => entry[1].kind === 'view')
  const ordered: TableEntry[] = [...parquet]
  while (waiting.length > 0) {
    const later = new Set(waiting.map(([key]) => key))
    const ready = waiting.filter(([, view]) => !view.parents.some((parent) => later.has(parent)))
    // Views in a circle cannot be published; were there one, the engine would say which.
    if (ready.length === 0) return [...ordered, ...waiting.map(([, view]) => view)]
    ordered.push(...ready.map(([, view]) => view))
    waiting = waiting.filter((entry) => !ready.includes(entry))
  }
  return ordered
}
