import type { Client } from 'pg'
import { closeClient } from './close-client.ts'
import type { Connector } from './connector.ts'
import type { Server } from './server.ts'
import { begin, query } from './session.ts'

/** A connection in a transaction on the moment. */
export interface Reader {
  readonly client: Client
  /** The server's number of the session. */
  readonly session: number
}

/** Connections that read the same moment at the same time, kept open for the next table. */
export interface Readers {
  /** Throws the driver's error or `ExtractError`. */
  take(): Promise<Reader>
  /** Ends the transaction of a connection whose statement succeeded. */
  finish(client: Client): Promise<void>
  /** Gives a connection back, after `finish`. */
  giveBack(client: Client): void
  close(): Promise<void>
}

export interface SharedMoment {
  readonly server: Server
  readonly version: number
  readonly snapshot: string
}

/** Opens the first connection, to see that the server lets it read the moment. Throws the driver's error or `ExtractError`. */
export async function readers(moment: SharedMoment, connect: Connector['connect']): Promise<Readers> {
  const timeout = moment.server.progressTimeout
  const idle: Client[] = []
  let isClosed = false
  const finish = async (client: Client) => {
    await query(client, 'commit', timeout)
  }
  const giveBack = (client: Client) => {
    if (isClosed) closeClient(client).catch(() => undefined)
    else idle.push(client)
  }
  const take = async () => {
    for (let client = idle.pop(); client !== undefined; client = idle.pop()) {
      const session = await beginAgain(client, moment)
      if (session !== undefined) return { client, session }
    }
    const client = await connect(timeout)
    try {
      return { client, session: await begin(client, moment) }
    } catch (error) {
      await closeClient(client)
      throw error
    }
  }
  const first = await take()
  await finish(first.client)
  giveBack(first.client)
  return {
    take,
    finish,
    giveBack,
    async close() {
      isClosed = true
      await Promise.all(idle.splice(0).map(closeClient))
    },
  }
}

/** Undefined for a connection that was closed while it was idle, by the server or on the way. */
async function beginAgain(client: Client, moment: SharedMoment): Promise<number | undefined> {
  try {
    return await begin(client, moment)
  } catch {
    await closeClient(client)
    return undefined
  }
}
