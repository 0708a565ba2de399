import { ExtractError } from '../ports/extractor.ts'
import type { ConnectionTarget } from '../project/profile.ts'
import { type SamplePlace, sampleArchive } from './sample-archive.ts'

/** A PostgreSQL in this process, and how to reach it. Whoever opened it closes it. */
export interface EmbeddedPostgres {
  /** As for any other server: it is read by the same code. */
  readonly connection: Extract<ConnectionTarget, { readonly embedded: false }>
  /** `embedded PostgreSQL (TPC-H 0.01)` */
  readonly name: string
  close(): Promise<void>
}

/**
 * Opens the sample on a free port of this machine. The first time, it is made in `place.folder`, in some seconds. What is
 * written to it is gone at the end. Throws `ExtractError` for a scale that does not come with the package, and for a folder
 * whose sample is damaged.
 */
export async function openEmbeddedPostgres(place: SamplePlace): Promise<EmbeddedPostgres> {
  const archive = await sampleArchive(place)
  const { PGlite } = await import('@electric-sql/pglite')
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
  const database = await PGlite.create({ loadDataDir: new Blob([archive]) }).catch((error: unknown) => {
    throw unusable(place, error)
  })
  const socket = new PGLiteSocketServer({ db: database, host: '127.0.0.1', port: 0, maxConnections: 100 })
  await socket.start()
  return {
    connection: localConnection(Number(socket.getServerConn().split(':').at(-1))),
    name: `embedded PostgreSQL (TPC-H ${place.scale})`,
    async close() {
      await socket.stop()
      await database.close()
    },
  }
}

function localConnection(port: number): EmbeddedPostgres['connection'] {
  return {
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
    progressTimeout: 60_000,
  }
}

function unusable({ folder }: SamplePlace, cause: unknown): ExtractError {
  const told = cause instanceof Error ? cause.message : String(cause)
  return new ExtractError(
    'extract/connect-failed',
    `The embedded PostgreSQL cannot be opened from what is kept in "${folder}": ${told}`,
    'Remove that folder. The sample is then made anew.',
  )
}
