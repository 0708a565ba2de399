import { totalmem } from 'node:os'

const mebibyte = 1024 * 1024

/** What DuckDB does not count: the writers of Parquet files, what its allocator holds back, and this program. */
const uncounted = 600 * mebibyte

/**
 * The memory that DuckDB may use where a target does not say: four fifths of what there is, as DuckDB takes by itself, less
 * what it does not count. That matters where memory is small: in a container of 2 GB it would be ended otherwise.
 */
export function defaultMemoryLimit(available: number = availableMemory()): string {
  const bytes = Math.max(available / 2, available * 0.8 - uncounted)
  return `${Math.floor(bytes / mebibyte)}MiB`
}

/** Bytes of the machine, or of the container where that has fewer. */
function availableMemory(): number {
  const machine = totalmem()
  const container = process.constrainedMemory()
  return container > 0 && container < machine ? container : machine
}
