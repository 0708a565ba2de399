import { hash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { localPaths } from '../environments/local-paths.ts'
import type { ParquetTable, TableEntry } from '../environments/pointer.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { DataNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { copyToParquet } from '../plan/copy-to-parquet.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import type { Engine } from '../ports/engine.ts'
import { arrangedFiles } from './arrange-files.ts'
import { NodeFailure } from './built.ts'
import { checkContract } from './check-contract.ts'
import { onlyPartitionColumns, unknownConfigColumn, verifyFailed } from './diagnostics.ts'
import type { Extraction } from './extraction.ts'
import { failedQuery, type NodeQuery } from './node-query.ts'
import { finishFile, partitionsOf, readFilesSql, type WrittenFile, writtenFiles } from './parquet-files.ts'
import { withinPartitionLimit } from './partition-limit.ts'
import { withPartitionText } from './partition-text.ts'
import { castColumns, unportableColumns } from './portable-columns.ts'
import type { RunState } from './run-state.ts'
import { watched } from './watched.ts'

/** A model's rows in files of the work folder, read back and found to be what was written. */
export interface WrittenParquet {
  readonly files: readonly Awaited<ReturnType<typeof finishFile>>[]
  /** As they read back: what a reader of the files gets. */
  readonly columns: readonly TypedColumn[]
  /** The columns that it is partitioned by, as they are written. */
  readonly partitionBy: readonly string[]
  readonly rows: number
  readonly bytes: number
}

/** The columns of a node's query, which keeps its contract and has no type that Parquet would round. */
export async function checkedColumns(
  node: DataNode,
  query: NodeQuery,
  { options, engine }: { readonly options: ParquetOptions | undefined; readonly engine: Engine },
): Promise<readonly TypedColumn[]> {
  const columns = await engine.describe(query.sql).catch(failedQuery(query, 0))
  const broken = await checkContract(node, columns, engine)
  if (broken !== undefined) throw new NodeFailure(broken)
  const [unportable] = options === undefined ? [] : unportableColumns(node, columns, options)
  if (unportable !== undefined) throw new NodeFailure(unportable)
  checkPartitions(node, columns, options?.partitionBy ?? [])
  return columns
}

function checkPartitions(node: DataNode, columns: readonly TypedColumn[], partitionBy: readonly string[]): void {
  const names = columns.map(({ name }) => name)
  const column = partitionBy.find((by) => !names.some((name) => isSameName(name, by)))
  if (column !== undefined) {
    throw new NodeFailure(unknownConfigColumn(node, { key: 'partition_by', column, columns: names }))
  }
  if (partitionBy.length > 0 && names.every((name) => partitionBy.some((by) => isSameName(name, by)))) {
    throw new NodeFailure(onlyPartitionColumns(node, names))
  }
}

/** As the engine compares names of columns. */
function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

/** Computes a node once, straight into Parquet in the work folder, and reads it back. Throws `NodeFailure`. */
export async function writeParquet(
  node: Node,
  parts: {
    readonly query: NodeQuery
    readonly columns: readonly TypedColumn[]
    readonly options: ParquetOptions
    readonly extraction: Extraction | undefined
  },
  state: RunState,
): Promise<WrittenParquet> {
  const { engine, workFolder, signal } = state.input
  const { query, columns, extraction } = parts
  const named = parts.options.partitionBy.map((by) => columns.find(({ name }) => isSameName(name, by))?.name ?? by)
  const options = { ...parts.options, partitionBy: named }
  const folder = join(workFolder, hash('sha256', node.id).slice(0, 16))
  await mkdir(folder)
  const target = isFolder(options) ? folder : join(folder, '0.parquet')
  const cast = castColumns(query.sql, columns, options, engine.dialect)
  const checked = withPartitionText(cast.text, columns, named, engine.dialect)
  const copy = copyToParquet(checked.text, target, options, engine.dialect)
  const head = extraction === undefined ? '' : analyze
  const limited = { node, options, folder, sql: extraction === undefined ? query.sql : undefined, engine, signal }
  const written = await withinPartitionLimit(limited, async (until) =>
    extraction === undefined
      ? writtenFiles(await engine.execute(copy.text, watched(node.id, { ...state.input, signal: until })))
      : extractInto(extraction, { id: node.id, sql: head + copy.text, target, options, until }, state),
  ).catch(failedQuery(query, head.length + copy.offset + checked.offset + cast.offset))
  const arranged = await arrangedFiles(written, { columns, options, engine, signal }).catch(failedQuery(query, 0))
  return verified(node, arranged, { columns, partitionBy: named }, state)
}

/** Whether a COPY writes into a folder, and not one file. */
function isFolder({ partitionBy, fileSizeBytes }: ParquetOptions): boolean {
  return partitionBy.length > 0 || fileSizeBytes !== undefined
}

interface ExtractingCopy {
  readonly id: NodeId
  readonly sql: string
  readonly target: string
  readonly options: ParquetOptions
  readonly until: AbortSignal
}

const analyze = 'explain (analyze, format json) '

/** Runs the COPY for its profile, which tells the rows that were read; the files tell the rest. */
async function extractInto(
  extraction: Extraction,
  { id, sql, target, options, until }: ExtractingCopy,
  { input }: RunState,
): Promise<readonly WrittenFile[]> {
  const { engine } = input
  const isPlain = !isFolder(options) && options.orderBy.length === 0
  await extraction[isPlain ? 'copy' : 'run'](async ({ engine: reading, first, signal: sent }) => {
    const signal = AbortSignal.any([sent, until])
    // Rows are counted on their way; where none are seen, the engine tells how far it is.
    const watching = reading === engine ? { signal } : watched(id, { ...input, signal })
    const { rows } = await reading.execute(sql, { ...watching, ...(first !== undefined && { first }) })
    return String(rows[0]?.[1])
  })
  return partitionsOf(await engine.execute(metadataSql(target, isFolder(options))), target)
}

function metadataSql(target: string, isOfFiles: boolean): string {
  const files = (isOfFiles ? `${target}/**/*.parquet` : target).replaceAll("'", "''")
  return `select file_name as filename, num_rows as count from parquet_file_metadata('${files}')`
}

async function verified(
  node: Pick<Node, 'name' | 'location'>,
  written: readonly WrittenFile[],
  expected: { readonly columns: readonly TypedColumn[]; readonly partitionBy: readonly string[] },
  { input: { engine } }: RunState,
): Promise<WrittenParquet> {
  const files = await Promise.all(written.map(finishFile))
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const readSql = readFilesSql(expected, files)
  const columns = await engine.describe(readSql)
  const counted = await engine.execute(`select count(*) from (${readSql})`)
  const [names, expectedNames] = [columns, expected.columns].map((list) => list.map(({ name }) => name).join(', '))
  if (names !== expectedNames)
    throw new NodeFailure(verifyFailed(node, `its columns are ${names} and not ${expectedNames}`))
  if (Number(counted.rows[0]?.[0]) !== rows) {
    throw new NodeFailure(verifyFailed(node, `it has ${counted.rows[0]?.[0]} rows and not ${rows}`))
  }
  return {
    files,
    columns,
    partitionBy: expected.partitionBy,
    rows,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  }
}

/** Files of a version that exists, on this machine. */
export async function localVersion(
  table: ParquetTable,
  { input: { store } }: RunState,
): Promise<(key: string) => string> {
  const paths = store && (await localPaths(store, table.files))
  return (key) => paths?.get(key) ?? key
}

export function isParquet(entry: TableEntry | undefined): entry is ParquetTable {
  return entry?.kind === 'parquet'
}
