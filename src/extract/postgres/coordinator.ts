import type { Client } from 'pg'
import { closeClient } from './close-client.ts'
import { noTransaction, sharedConnection, snapshotLost } from './diagnostics.ts'
import type { Server } from './server.ts'
import { begin, query } from './session.ts'
import { turns } from './turns.ts'

/** The connection whose transaction keeps the moment that is read, as long as it is open. */
export interface Coordinator {
  /** `server_version_num`: 150004. */
  readonly version: number
  /** Names the moment: equal only if nothing was committed in between. */
  readonly moment: string
  /** What another connection names to read the same moment; undefined when only this connection can. */
  readonly exported: string | undefined
  /** What was lost, when the server should have exported its snapshot and did not. */
  readonly warning: string | undefined
  /** Works on the connection, one after the other; a failure leaves the transaction as it was. */
  use<T>(work: (client: Client) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Begins the transaction. Throws `ExtractError` when the server grants none; then the connection is closed. */
export async function coordinator(server: Server, client: Client): Promise<Coordinator> {
  try {
    const facts = await serverFacts(server, client)
    await begin(client, { server, version: facts.version })
    const { exported, warning } = await exportSnapshot(server, client, facts)
    const moment = await readMoment(server, client)
    const turn = turns()
    return {
      version: facts.version,
      moment,
      exported,
      warning,
      use: (work) => turn(() => guarded(server, client, work)),
      close: () => closeClient(client),
    }
  } catch (error) {
    await closeClient(client)
    throw noTransaction(server, error)
  }
}

interface ServerFacts {
  readonly version: number
  /** PGlite serves every connection by one session, so a second one would wait for the first one's transaction. */
  readonly oneSession: boolean
}

async function serverFacts({ progressTimeout }: Server, client: Client): Promise<ServerFacts> {
  const sql = `select current_setting('server_version_num')::int as "version", version() ~ 'PGlite' as "oneSession"`
  const [facts] = await query<ServerFacts>(client, sql, progressTimeout)
  return facts ?? { version: 0, oneSession: false }
}

async function exportSnapshot(
  server: Server,
  client: Client,
  { version, oneSession }: ServerFacts,
): Promise<{ readonly exported: string | undefined; readonly warning: string | undefined }> {
  if (oneSession) return { exported: undefined, warning: undefined }
  try {
    const [row] = await query<{ id: string }>(client, 'select pg_export_snapshot() as id', server.progressTimeout)
    return { exported: row?.id, warning: undefined }
  } catch (error) {
    await query(client, 'rollback', server.progressTimeout)
    await begin(client, { server, version })
    return { exported: undefined, warning: sharedConnection(server, error) }
  }
}

/** The cluster and its timeline, the database, and which transactions are visible. */
async function readMoment(server: Server, client: Client): Promise<string> {
  const [visible] = await query<{ moment: string }>(
    client,
    "select current_database() || '/' || txid_current_snapshot() as moment",
    server.progressTimeout,
  )
  return `${await clusterName(server, client)}/${visible?.moment ?? ''}`
}

async function clusterName(server: Server, client: Client): Promise<string> {
  const sql = "select system_identifier || '.' || timeline_id as name from pg_control_system(), pg_control_checkpoint()"
  try {
    const [row] = await guarded(server, client, () => query<{ name: string }>(client, sql, server.progressTimeout))
    if (row !== undefined) return row.name
  } catch {
    // Some hosts keep these functions to themselves; the address then stands for the cluster.
  }
  return `${server.host}:${server.port}`
}

async function guarded<T>(server: Server, client: Client, work: (client: Client) => Promise<T>): Promise<T> {
  try {
    await query(client, 'savepoint work', server.progressTimeout)
  } catch (error) {
    throw snapshotLost(server, error)
  }
  try {
    const result = await work(client)
    await query(client, 'release savepoint work', server.progressTimeout)
    return result
  } catch (error) {
    await query(client, 'rollback to savepoint work', server.progressTimeout).catch(() => undefined)
    throw error
  }
}
