import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Node } from '../manifest/node.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { NodeFailure } from './built.ts'
import { tooManyPartitions } from './diagnostics.ts'
import type { WrittenFile } from './parquet-files.ts'

/** A COPY into folders, one for each combination of values. */
export interface PartitionedCopy {
  readonly node: Node
  readonly options: Pick<ParquetOptions, 'partitionBy' | 'maxPartitions'>
  readonly folder: string
  /** The query, where it can be asked once more. */
  readonly sql: string | undefined
  readonly engine: Engine
  readonly signal: AbortSignal
}

/** How often the folder is looked at, in milliseconds. */
const pause = 200
/** How far partitions are counted that are not written. */
const mostCounted = 1_000_000

/**
 * Runs a COPY, and ends it while it works when it makes more partitions than its node may have: DuckDB needs memory for
 * each of them, and a file. A COPY without partitions just runs. Throws `NodeFailure` for too many.
 */
export async function withinPartitionLimit(
  copy: PartitionedCopy,
  run: (signal: AbortSignal) => Promise<readonly WrittenFile[]>,
): Promise<readonly WrittenFile[]> {
  const { options, folder, signal } = copy
  const { partitionBy, maxPartitions } = options
  if (partitionBy.length === 0) return run(signal)
  const stop = new AbortController()
  const timer = setInterval(() => {
    if (foldersAt(folder, partitionBy.length, maxPartitions) > maxPartitions) stop.abort()
  }, pause)
  try {
    const files = await run(AbortSignal.any([signal, stop.signal]))
    const count = new Set(files.map(({ path }) => dirname(path))).size
    if (count > maxPartitions) throw new NodeFailure(tooManyPartitions(copy.node, options, count))
    return files
  } catch (error) {
    throw signal.aborted ? error : await reason(error, copy, stop.signal.aborted)
  } finally {
    clearInterval(timer)
  }
}

/** What a COPY failed of: too many partitions, which it was stopped for or which took its memory, or something else. */
async function reason(error: unknown, copy: PartitionedCopy, isStopped: boolean): Promise<unknown> {
  const isOutOfMemory = error instanceof QueryError && error.kind === 'Out of Memory'
  if (!isStopped && !isOutOfMemory) return error
  const { node, options } = copy
  const count = await counted(copy)
  if (count !== undefined && count > options.maxPartitions) {
    return new NodeFailure(tooManyPartitions(node, options, count < mostCounted ? count : undefined))
  }
  return isStopped ? new NodeFailure(tooManyPartitions(node, options, undefined)) : error
}

/** Asks the query itself; undefined where that is not possible. */
async function counted({ sql, options, engine, signal }: PartitionedCopy): Promise<number | undefined> {
  if (sql === undefined) return undefined
  const columns = options.partitionBy.map(engine.dialect.quote).join(', ')
  const distinct = `select distinct ${columns} from (\n${sql}\n) limit ${mostCounted}`
  try {
    const { rows } = await engine.execute(`select count(*) from (${distinct})`, { signal })
    return Number(rows[0]?.[0])
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

/** Folders at a depth below one, counted until they are more than enough. */
function foldersAt(path: string, depth: number, enough: number): number {
  const names = foldersIn(path)
  if (depth === 1) return names.length
  let count = 0
  for (const name of names) {
    if (count > enough) break
    count += foldersAt(join(path, name), depth - 1, enough)
  }
  return count
}

/** None where there is no folder yet. */
function foldersIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
  } catch {
    return []
  }
}
