import { once } from 'node:events'
import type { Client } from 'pg'
import type { CopyToStreamQuery } from 'pg-copy-streams'
import type { Relation } from '../../manifest/relation.ts'
import { type Delivered, ExtractError } from '../../ports/extractor.ts'
import { closeClient } from './close-client.ts'
import { interrupted, readFailed, rowTooLong, spoolFailed, stalled } from './diagnostics.ts'
import type { Outlet } from './outlet.ts'
import { progressWatch } from './progress-watch.ts'
import type { Server } from './server.ts'
import { longestRow } from './table-sql.ts'

export interface CopyJob {
  readonly server: Server
  readonly origin: Relation
  readonly client: Client
  /** `copy … to stdout` */
  readonly sql: string
  readonly outlet: Outlet
  /** What the connection does when the rows are through and the server said that the statement succeeded. */
  readonly finish: () => Promise<unknown>
  readonly signal: AbortSignal | undefined
}

export interface RunningCopy {
  /** Resolves when the server has begun to send, or has ended already. Rejects as `delivered` does. */
  readonly begun: Promise<void>
  /** Resolves when the reader has everything, or wants no more. Rejects with `ExtractError`. */
  readonly delivered: Promise<Delivered>
  /** Gives up what is left; `delivered` then says that the reader stopped early. */
  stop(): void
}

/** How many bytes the driver takes in advance, for each transfer. */
const ahead = 262_144

/**
 * Runs a COPY and hands the bytes on as fast as the outlet takes them. The reader sees the end only after the server has
 * said that the statement succeeded. A transfer that is stopped closes its connection; after a failure that the server
 * reports it is still open.
 */
export async function copyOut(job: CopyJob): Promise<RunningCopy> {
  const { to } = await import('pg-copy-streams')
  const copy = job.client.query(to(job.sql, { highWaterMark: ahead }))
  // A failure reaches whoever iterates; an error before that must not end the process.
  copy.on('error', () => undefined)
  const begun = once(copy, 'readable')
  const stopping = stopper(job.client)
  const delivered = handOver(job, copy, begun, stopping)
  delivered.catch(() => undefined)
  return {
    begun: Promise.race([begun.catch(() => delivered), delivered]).then(() => undefined),
    delivered,
    stop: () => stopping.stop('closed'),
  }
}

type Reason = ExtractError | 'closed'

interface Stopper {
  /** Ends the transfer and its connection. The first reason wins; after the end none counts. */
  stop(reason: Reason): void
  reason(): Reason | undefined
  throwIfStopped(): void
  ended(): void
}

function stopper(client: Client): Stopper {
  let first: Reason | undefined
  let isRunning = true
  return {
    stop(reason) {
      if (!isRunning) return
      first ??= reason
      closeClient(client).catch(() => undefined)
    },
    reason: () => first,
    throwIfStopped() {
      if (first !== undefined) throw first
    },
    ended() {
      isRunning = false
    },
  }
}

async function handOver(
  job: CopyJob,
  copy: CopyToStreamQuery,
  begun: Promise<unknown>,
  stopping: Stopper,
): Promise<Delivered> {
  const { origin, server, outlet, signal } = job
  const progress = { bytes: 0, row: 0 }
  const limit = server.progressTimeout
  const watch = progressWatch(limit, () => stopping.stop(stalled(origin, progress.bytes, limit)))
  const abort = () => stopping.stop(interrupted(origin))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    watch.waiting()
    await begun
    for await (const chunk of copy) {
      watch.served()
      if (!(await take(chunk, job, progress))) stopping.stop('closed')
      stopping.throwIfStopped()
      watch.waiting()
    }
    await job.finish()
    watch.served()
    return { rows: copy.rowCount, stoppedEarly: !(await outlet.end()) }
  } catch (error) {
    if (error instanceof ExtractError) stopping.stop(error)
    const reason = stopping.reason()
    if (reason === 'closed') return { rows: 0, stoppedEarly: true }
    outlet.fail()
    throw reason ?? readFailed(origin, progress.bytes, server, error)
  } finally {
    stopping.ended()
    watch.served()
    signal?.removeEventListener('abort', abort)
  }
}

/** Counts a chunk and hands it on. False when nobody reads any more. */
async function take(
  chunk: Buffer,
  { origin, outlet }: CopyJob,
  progress: { bytes: number; row: number },
): Promise<boolean> {
  progress.bytes += chunk.length
  const lineBreak = chunk.lastIndexOf(0x0a)
  progress.row = lineBreak === -1 ? progress.row + chunk.length : chunk.length - lineBreak - 1
  if (progress.row > longestRow) throw rowTooLong(origin, longestRow)
  try {
    return await outlet.write(chunk)
  } catch (error) {
    throw spoolFailed(origin, outlet.path, error)
  }
}
