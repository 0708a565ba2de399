import type { Client } from 'pg'
import type { Relation } from '../../manifest/relation.ts'
import { type Delivered, ExtractError } from '../../ports/extractor.ts'
import { closeClient } from './close-client.ts'
import { CopyRows } from './copy-rows.ts'
import { interrupted, readFailed, rowTooLong, spoolFailed, stalled } from './diagnostics.ts'
import type { Outlet } from './outlet.ts'
import { progressWatch } from './progress-watch.ts'
import type { Server } from './server.ts'

export interface CopyJob {
  readonly server: Server
  readonly origin: Relation
  readonly client: Client
  /** `copy … to stdout` */
  readonly sql: string
  /** Bytes of the longest row that the reader takes. */
  readonly rowLimit: number
  readonly outlet: Outlet
  /** Whether other tables are read through the connection too, so that it is closed only if the server is quiet. */
  readonly isShared: boolean
  /** What the connection does when the rows are through and the server said that the statement succeeded. */
  readonly finish: () => Promise<unknown>
  readonly signal: AbortSignal | undefined
  /** Given what tells the rows so far. */
  readonly watch: ((rows: () => number) => void) | undefined
}

export interface RunningCopy {
  /** Resolves when the server has begun to send, or has ended already. Rejects as `delivered` does. */
  readonly begun: Promise<void>
  /** Resolves when the reader has everything, or wants no more. Rejects with `ExtractError`. */
  readonly delivered: Promise<Delivered>
  /** Gives up what is left; `delivered` then says that the reader stopped early. */
  stop(): void
}

/**
 * Runs a COPY and hands the bytes on as fast as the outlet takes them. The reader sees the end only after the server has
 * said that the statement succeeded. A transfer that is stopped closes its connection, or reads the rest of it for nobody
 * where the connection is shared. After a failure that the server reports the connection is still open.
 */
export function copyOut(job: CopyJob): RunningCopy {
  const copy = job.client.query(new CopyRows(job.sql))
  job.watch?.(() => copy.rows)
  const first = copy.next()
  const stopping = stopper(job)
  const delivered = handOver(job, { copy, first, stopping })
  const begun = first.catch(() => delivered).then(() => undefined)
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

interface Transfer {
  readonly copy: CopyRows
  /** What arrives first. */
  readonly first: ReturnType<CopyRows['next']>
  readonly stopping: Stopper
}

async function handOver(job: CopyJob, { copy, first, stopping }: Transfer): Promise<Delivered> {
  const { origin, server, outlet, signal } = job
  const limit = server.progressTimeout
  const watch = progressWatch(limit, () => stopping.hangUp(stalled(origin, copy.bytes, limit)))
  const abort = () => stopping.stop(interrupted(origin))
  signal?.addEventListener('abort', abort, { once: true })
  try {
    watch.waiting()
    for (let pieces = await first; pieces !== undefined; pieces = await copy.next()) {
      watch.served()
      if (copy.longest > job.rowLimit) stopping.stop(rowTooLong(origin, job.rowLimit))
      await handOn(pieces, job, stopping)
      if (!job.isShared) stopping.throwIfStopped()
      watch.waiting()
    }
    stopping.throwIfStopped()
    await job.finish()
    watch.served()
    return { rows: copy.sent, stoppedEarly: !(await outlet.end()) }
  } catch (error) {
    const reason = stopping.reason()
    if (reason === 'closed') return { rows: 0, stoppedEarly: true }
    outlet.fail()
    throw reason ?? readFailed(origin, copy.bytes, server, error)
  } finally {
    stopping.ended()
    watch.served()
    signal?.removeEventListener('abort', abort)
  }
}

/** Hands on what arrived, unless nobody wants it any more. */
async function handOn(pieces: readonly Buffer[], { origin, outlet }: CopyJob, stopping: Stopper): Promise<void> {
  for (const piece of pieces) {
    if (stopping.reason() !== undefined) return
    try {
      if (!(await outlet.write(piece))) stopping.stop('closed')
    } catch (error) {
      stopping.stop(spoolFailed(origin, outlet.path, error))
    }
  }
}
