import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { Server } from '../../src/extract/postgres/server.ts'
import type { Rows } from './postgres-server.ts'

/** An empty embedded PostgreSQL in memory, behind a socket as the sample is. */
export interface PgliteServer extends AsyncDisposable {
  readonly connection: Server
  /** Runs SQL in the one session that there is. */
  execute(sql: string): Promise<Rows>
}

export async function startPglite(): Promise<PgliteServer> {
  const db = await PGlite.create()
  const socket = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 10 })
  await socket.start()
  const port = Number(socket.getServerConn().split(':').at(-1))
  return {
    connection: {
      type: 'postgres',
      embedded: false,
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password: undefined,
      dbname: 'postgres',
      sslmode: 'disable',
      sslrootcert: undefined,
      schema: undefined,
      extraction: 'portable',
      statementTimeout: undefined,
      progressTimeout: 30_000,
    },
    async execute(sql) {
      const results = await db.exec(sql)
      return results.at(-1)?.rows ?? []
    },
    async [Symbol.asyncDispose]() {
      await socket.stop()
      await db.close()
    },
  }
}
