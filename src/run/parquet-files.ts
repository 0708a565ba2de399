import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { PartitionValue } from '../environments/layout.ts'
import { readVersionSql } from '../environments/views-sql.ts'
import type { FinishedFile } from '../environments/write-version.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { QueryResult } from '../ports/engine.ts'
import type { Json } from '../util/json.ts'
import { naturalOrder } from '../util/natural-sort.ts'

/** What DuckDB's COPY says of a file that it wrote. */
export interface WrittenFile {
  readonly path: string
  readonly rows: number
  readonly partition: readonly PartitionValue[]
}

/** Reads the rows that `COPY … (RETURN_STATS)` returns, in the order of their numbers. */
export function writtenFiles({ columns, rows }: QueryResult): readonly WrittenFile[] {
  const at = (name: string) => columns.findIndex((column) => column.name === name)
  const [path, count, partition] = [at('filename'), at('count'), at('partition_keys')]
  return rows
    .map((row) => ({
      path: String(row[path]),
      rows: Number(row[count]),
      partition: partitionOf(row[partition] ?? null),
    }))
    .sort((a, b) => naturalOrder(a.path, b.path))
}

/** The same from files' names and row counts: below `folder`, partitions are folders named `column=value`. */
export function partitionsOf(result: QueryResult, folder: string): readonly WrittenFile[] {
  return writtenFiles(result).map((file) => ({ ...file, partition: hiveFolders(file.path.slice(folder.length)) }))
}

function hiveFolders(path: string): readonly PartitionValue[] {
  return path.split('/').flatMap((part) => {
    const [column, value, ...more] = part.split('=')
    if (column === undefined || value === undefined || more.length > 0) return []
    const text = value === '__HIVE_DEFAULT_PARTITION__' ? null : decodeURIComponent(value)
    return [{ column: decodeURIComponent(column), value: text }]
  })
}

/** A MAP arrives as a list of key and value. */
function partitionOf(value: Json): readonly PartitionValue[] {
  if (!Array.isArray(value)) return []
  return value.map((entry: Json) => {
    // The shape is that of every MAP in the engine's JSON.
    const { key, value: text } = entry as { readonly key: string; readonly value: string | null }
    return { column: key, value: text }
  })
}

/** The rows of files of the work folder as one SELECT. */
export function readFilesSql(
  table: { readonly columns: readonly TypedColumn[]; readonly partitionBy: readonly string[] },
  files: readonly { readonly path: string; readonly rows: number }[],
): string {
  const named = files.map(({ path, rows }) => ({ key: path, bytes: 0, sha256: '', rows }))
  return readVersionSql({ ...table, files: named }, (path) => path)
}

/** Measures and hashes a file that will not be written to again. */
export async function finishFile({ path, rows, partition }: WrittenFile): Promise<FinishedFile> {
  const { size } = await stat(path)
  return { path, rows, bytes: size, sha256: await sha256(path), ...(partition.length > 0 && { partition }) }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
