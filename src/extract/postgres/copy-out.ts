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
  /** Whether other tables are read through the connection too, so that it is closed only if the server is quiet. */
  readonly isShared: boolean
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
 * said that the statement succeeded. A transfer that is stopped closes its connection, or reads the rest of it for nobody
 * where the connection is shared. After a failure that the server reports the connection is still open.
 */
export async function copyOut(job: CopyJob): Promise<RunningCopy> {
  const { to } = await import('pg-copy-streams')
  const copy = job.client.query(to(job.sql, { highWaterMark: ahead }))
  // A failure reaches whoever iterates; an error before that must not end the process.
  copy.on('error', () => undefined)
  const readable = once(copy, 'readable')
  const stopping = stopper(job)
  const delivered = handOver(job, copy, readable, stopping)
  const begun = readable.catch(() => delivered).then(() => undefined)
  // Whoever waits for one of them need not wait for the other.
  for (const unheard of [begun, delivered]) unheard.catch(() => undefined)
  return {
    begun,
    delivered,
    stop: () => stopping.stop('closed'),
  }
}

type Reason = ExtractError | 'closed'

interface Stopper {
  /** Ends the transfer. The first reason wins; after the end none counts. */
  stop(reason: Reason): void
  /** Ends the transfer and its connection, whoever shares it. */
  hangUp(reason: Reason): void
  reason(): Reason | undefined
  throwIfStopped(): void
  ended(): void
}

function stopper({ client, isShared }: CopyJob): Stopper {
  let first: Reason | undefined
  let isRunning = true
  const hangUp = (reason: Reason) => {
    if (!isRunning) return
    first ??= reason
    closeClient(client).catch(() => undefined)
  }
  return {
    stop(reason) {
      if (!isShared) hangUp(reason)
      else if (isRunning) first ??= reason
    },
    hangUp,
    reason: () => first,
    throwIfStopped() {
      if (first !== undefined) throw first instanceof ExtractError ? first : new Error(first)
    },
    ended() {
      isRunning = false
    },
  }
}

/** How far a transfer has come. */
interface Progress {
  bytes: number
  /** Bytes of the row that has not ended yet. */
  row: number
}

async function handOver(
  job: CopyJob,
  copy: CopyToStreamQuery,
  begun: Promise<unknown>,
  stopping: Stopper,
): Promise<Delivered> {
  const { origin, server, outlet, signal } = job
  const progress: Progress = { bytes: 0, row: 0 }
  const limit = server.progressTimeout
  const watch = progressWatch(limit, () => stopping.hangUp(stalled(origin, progress.bytes, limit)))
  const abort = () => stopping.stop(interrupted(origin))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    watch.waiting()
    await begun
    for await (const chunk of copy) {
      watch.served()
      if (stopping.reason() === undefined) await handOn(chunk, job, { progress, stopping })
      if (!job.isShared) stopping.throwIfStopped()
      watch.waiting()
    }
    stopping.throwIfStopped()
    await job.finish()
    watch.served()
    return { rows: copy.rowCount, stoppedEarly: !(await outlet.end()) }
  } catch (error) {
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

/** Counts a chunk and hands it on, or stops the transfer. */
async function handOn(
  chunk: Buffer,
  { origin, outlet }: CopyJob,
  { progress, stopping }: { readonly progress: Progress; readonly stopping: Stopper },
): Promise<void> {
  progress.bytes += chunk.length
  const lineBreak = chunk.lastIndexOf(0x0a)
  progress.row = lineBreak === -1 ? progress.row + chunk.length : chunk.length - lineBreak - 1
  if (progress.row > longestRow) return stopping.stop(rowTooLong(origin, longestRow))
  try {
    if (!(await outlet.write(chunk))) stopping.stop('closed')
  } catch (error) {
    stopping.stop(spoolFailed(origin, outlet.path, error))
  }
}
