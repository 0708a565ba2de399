import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { inParallel } from '../environments/in-parallel.ts'
import { readableHiveFolder } from '../environments/layout.ts'
import type { TypedColumn } from '../manifest/column.ts'
import { copyToParquet } from '../plan/copy-to-parquet.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import type { Engine } from '../ports/engine.ts'
import { readFilesSql, type WrittenFile, writtenFiles } from './parquet-files.ts'

/** What the files of a COPY are arranged by. */
export interface Arrangement {
  /** All columns, those of partitions among them. */
  readonly columns: readonly TypedColumn[]
  readonly options: ParquetOptions
  readonly engine: Engine
  readonly signal: AbortSignal
}

/** Partitions that are arranged at the same time. */
const atOnce = 2

/**
 * The files of a COPY into partitions as they have to be: in folders that read back as the values, in each partition in
 * the order that is configured, and of the size that is. A COPY does none of this for partitions.
 */
export async function arrangedFiles(
  written: readonly WrittenFile[],
  arrangement: Arrangement,
): Promise<readonly WrittenFile[]> {
  const { partitionBy, orderBy, fileSizeBytes } = arrangement.options
  if (partitionBy.length === 0) return written
  const files: WrittenFile[] = []
  for (const file of written) files.push(await inReadableFolder(file, partitionBy.length))
  if (orderBy.length === 0 && fileSizeBytes === undefined) return files
  const folders = [...new Set(files.map(({ path }) => dirname(path)))]
  const arranged = await inParallel(folders, atOnce, (folder) =>
    arrange(
      folder,
      files.filter(({ path }) => dirname(path) === folder),
      arrangement,
    ),
  )
  return arranged.flat()
}

/** Moves a file whose folder DuckDB writes and does not read as the value, as for the text `NULL`. */
async function inReadableFolder(file: WrittenFile, depth: number): Promise<WrittenFile> {
  const parts = file.path.split('/')
  const first = parts.length - 1 - depth
  const path = parts
    .map((part, at) => (at >= first && at < parts.length - 1 ? readableHiveFolder(part) : part))
    .join('/')
  if (path === file.path) return file
  await mkdir(dirname(path), { recursive: true })
  await rename(file.path, path)
  return { ...file, path }
}

/** Writes the rows of a partition anew: in their order, and in as many files as they need. */
async function arrange(
  folder: string,
  files: readonly WrittenFile[],
  { columns, options, engine, signal }: Arrangement,
): Promise<readonly WrittenFile[]> {
  const { orderBy, partitionBy, fileSizeBytes } = options
  const { quote } = engine.dialect
  const order = orderBy.length === 0 ? '' : ` order by ${orderBy.join(', ')}`
  const rows = readFilesSql({ columns, partitionBy }, files)
  const sql = `select * exclude (${partitionBy.map(quote).join(', ')}) from (select * from (${rows})${order})`
  const target = join(folder, fileSizeBytes === undefined ? 'arranged.parquet' : 'arranged')
  const inFolder = { ...options, partitionBy: [], orderBy: [] }
  const copy = copyToParquet(sql, target, inFolder, engine.dialect)
  const arranged = writtenFiles(await engine.execute(copy.text, { signal }))
  for (const { path } of files) await rm(path)
  const [{ partition } = { partition: [] }] = files
  return arranged.map((file) => ({ ...file, partition }))
}
