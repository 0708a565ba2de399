import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

/** Connections to one instance: as many as statements run at one time, kept for the next. */
export interface ConnectionPool {
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>
  close(): void
}

export function connectionPool(instance: DuckDBInstance): ConnectionPool {
  const free: DuckDBConnection[] = []
  const all: DuckDBConnection[] = []

  async function take(): Promise<DuckDBConnection> {
    const idle = free.pop()
    if (idle !== undefined) return idle
    const connection = await instance.connect()
    all.push(connection)
    return connection
  }

  return {
    async use(work) {
      const connection = await take()
      try {
        return await work(connection)
      } finally {
        free.push(connection)
      }
    },
    close() {
      for (const connection of all) connection.closeSync()
      instance.closeSync()
    },
  }
}
