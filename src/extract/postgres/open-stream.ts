import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Relation } from '../../manifest/relation.ts'
import { ExtractError, type SourceStream } from '../../ports/extractor.ts'
import { closeClient } from './close-client.ts'
import type { Coordinator } from './coordinator.ts'
import { type CopyJob, copyOut, type RunningCopy } from './copy-out.ts'
import { interrupted, snapshotLost, spoolFailed } from './diagnostics.ts'
import { interruptible } from './interruptible.ts'
import { namedPipe } from './named-pipe.ts'
import type { Outlet } from './outlet.ts'
import type { Reader, Readers } from './readers.ts'
import { rowLimit } from './row-limit.ts'
import type { Server } from './server.ts'
import { cancel } from './session.ts'
import { spoolFile } from './spool-file.ts'
import { copySql, readSql } from './table-sql.ts'
import type { Transport } from './transport.ts'

export interface StreamRequest {
  readonly server: Server
  readonly origin: Relation
  readonly columns: readonly Transport[]
  readonly workFolder: string
  readonly once: boolean
  readonly signal: AbortSignal
  readonly watch: ((rows: () => number) => void) | undefined
}

/** Streams through a connection of its own, into a pipe where the rows are read once and the system has pipes. */
export async function openOwnStream(
  request: StreamRequest,
  { pool, keeper }: { readonly pool: Readers; readonly keeper: Coordinator },
): Promise<SourceStream> {
  const outlet = await openOutlet(request, request.once)
  try {
    const { client, session } = await taken(request.server, pool)
    const copy = startCopy(request, { client, outlet, isShared: false, finish: () => pool.finish(client) })
    const abandon = async () => {
      await closeClient(client)
      const cancelled = keeper.use((other) => cancel(other, session, request.server.progressTimeout))
      // The coordinator may be waiting for a lock; then the server finds out by itself.
      await Promise.race([cancelled, pause(2000, undefined, { ref: false })])
    }
    const released = copy.delivered
      .then(({ stoppedEarly }) => (stoppedEarly ? abandon() : pool.giveBack(client)), abandon)
      // Whoever loses this connection or the coordinator's is told so by the next table.
      .catch(() => undefined)
    await (outlet.keepsAll ? copy.delivered : copy.begun).catch((error) => released.then(() => Promise.reject(error)))
    return sourceStream(request, outlet, { ...copy, released })
  } catch (error) {
    outlet.close()
    throw error
  }
}

/** Streams through the one connection there is, into a file: a pipe would keep the next table waiting for this one's reader. */
export async function openSharedStream(request: StreamRequest, keeper: Coordinator): Promise<SourceStream> {
  const { signal, origin } = request
  return interruptible(
    keeper.use((client) => spool(request, client)),
    { signal, error: () => interrupted(origin), discard: (stream) => stream.close() },
  )
}

async function spool(request: StreamRequest, client: Client): Promise<SourceStream> {
  const outlet = await openOutlet(request, false)
  try {
    const copy = startCopy(request, { client, outlet, isShared: true, finish: () => Promise.resolve() })
    await copy.delivered
    return sourceStream(request, outlet, { ...copy, released: Promise.resolve() })
  } catch (error) {
    outlet.close()
    throw error
  }
}

async function taken(server: Server, pool: Readers): Promise<Reader> {
  try {
    return await pool.take()
  } catch (error) {
    throw error instanceof ExtractError ? error : snapshotLost(server, error)
  }
}

async function openOutlet({ origin, workFolder }: StreamRequest, once: boolean): Promise<Outlet> {
  const path = join(workFolder, randomUUID())
  try {
    return (once ? await namedPipe(`${path}.pipe`) : undefined) ?? (await spoolFile(`${path}.rows`))
  } catch (error) {
    throw spoolFailed(origin, workFolder, error)
  }
}

function startCopy(
  { server, origin, columns, signal, watch }: StreamRequest,
  way: Pick<CopyJob, 'client' | 'outlet' | 'isShared' | 'finish'>,
): RunningCopy {
  return copyOut({ server, origin, sql: copySql(origin, columns), rowLimit: rowLimit(columns), signal, watch, ...way })
}

function sourceStream(
  { columns }: StreamRequest,
  outlet: Outlet,
  copy: RunningCopy & { readonly released: Promise<void> },
): SourceStream {
  return {
    readSql: readSql(outlet.path, columns),
    delivered: copy.delivered,
    async close() {
      copy.stop()
      outlet.close()
      await copy.released
    },
  }
}
