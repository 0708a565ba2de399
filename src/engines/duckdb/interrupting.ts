import type { DuckDBConnection } from '@duckdb/node-api'

const pause = 20

/**
 * Runs work on a connection and interrupts it when the signal is aborted: again and again until it ends, as DuckDB
 * forgets an interrupt that comes just before the query has begun. Throws before the work if the signal is aborted already.
 */
export async function interrupting<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work()
  signal.throwIfAborted()
  let timer: NodeJS.Timeout | undefined
  const interrupt = () => {
    connection.interrupt()
    timer = setInterval(() => connection.interrupt(), pause)
  }
  signal.addEventListener('abort', interrupt, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', interrupt)
    clearInterval(timer)
  }
}
