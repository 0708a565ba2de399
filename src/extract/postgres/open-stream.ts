import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Client } from 'pg'
import type { Relation } from '../../manifest/relation.ts'
import { ExtractError, type SourceStream } from '../../ports/extractor.ts'
import { closeClient } from './close-client.ts'
import type { Coordinator } from './coordinator.ts'
import { copyOut, type RunningCopy } from './copy-out.ts'
import { snapshotLost, spoolFailed } from './diagnostics.ts'
import { namedPipe } from './named-pipe.ts'
import type { Outlet } from './outlet.ts'
import type { Readers } from './readers.ts'
import type { Server } from './server.ts'
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
}

/** Streams through a connection of its own, into a pipe where the rows are read once and the system has pipes. */
export async function openOwnStream(request: StreamRequest, pool: Readers): Promise<SourceStream> {
  const outlet = await openOutlet(request, request.once)
  try {
    const client = await taken(request.server, pool)
    const copy = await startCopy(request, { client, outlet, finish: () => pool.finish(client) })
    copy.delivered.then(
      ({ stoppedEarly }) => (stoppedEarly ? closeClient(client) : pool.giveBack(client)),
      () => closeClient(client),
    )
    await (outlet.keepsAll ? copy.delivered : copy.begun)
    return sourceStream(request, outlet, copy)
  } catch (error) {
    outlet.close()
    throw error
  }
}

/** Streams through the one connection there is, into a file: a pipe would keep the next table waiting for this one's reader. */
export async function openSharedStream(request: StreamRequest, keeper: Coordinator): Promise<SourceStream> {
  return keeper.use(async (client) => {
    const outlet = await openOutlet(request, false)
    try {
      const copy = await startCopy(request, { client, outlet, finish: () => Promise.resolve() })
      await copy.delivered
      return sourceStream(request, outlet, copy)
    } catch (error) {
      outlet.close()
      throw error
    }
  })
}

async function taken(server: Server, pool: Readers): Promise<Client> {
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
  { server, origin, columns, signal }: StreamRequest,
  way: { readonly client: Client; readonly outlet: Outlet; readonly finish: () => Promise<unknown> },
): Promise<RunningCopy> {
  return copyOut({ server, origin, sql: copySql(origin, columns), signal, ...way })
}

function sourceStream({ columns }: StreamRequest, outlet: Outlet, copy: RunningCopy): SourceStream {
  return {
    readSql: readSql(outlet.path, columns),
    delivered: copy.delivered,
    async close() {
      copy.stop()
      outlet.close()
      await copy.delivered.catch(() => undefined)
    },
  }
}
