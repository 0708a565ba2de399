import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { explain, type Request } from './failure.ts'
import { isBusy, isChanged, isCollision, isCut, serverError } from './server-error.ts'

/** What the SDK takes with every command. */
export interface SendOptions {
  readonly abortSignal: AbortSignal
  readonly requestTimeout: number
}

const longestPause = 5000

/**
 * Does a step of requests. The SDK repeats single requests; this repeats the whole step when an answer broke off, or when
 * two writes met, with pauses of random length, until the patience with it ends. What fails becomes a `StoreError`.
 */
export async function ask<T>(
  connection: Connection,
  request: Request,
  step: (options: SendOptions) => Promise<T>,
): Promise<T> {
  const { patience, seen } = connection
  let wasThere = seen.answered
  const transfer = (request.bytes ?? 0) / 100
  const total = patience.total + transfer
  const deadline = AbortSignal.timeout(Math.round(total))
  const options = { abortSignal: deadline, requestTimeout: patience.answer + transfer }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await heard(seen, () => step(options))
    } catch (error) {
      const seconds = deadline.aborted ? total / 1000 : undefined
      const isLast = seconds !== undefined || !mayPass(error, { attempt, attempts: patience.attempts, wasThere })
      if (isLast) throw explain(request, error, { connection, seconds })
    }
    wasThere = seen.answered
    await pause(Math.random() * Math.min(longestPause, 50 * 2 ** attempt))
  }
}

/** Notes that the server is there. */
async function heard<T>(seen: Connection['seen'], step: () => Promise<T>): Promise<T> {
  try {
    const answer = await step()
    seen.answered = true
    return answer
  } catch (error) {
    if (serverError(error).status !== undefined) seen.answered = true
    throw error
  }
}

/**
 * Writes that meet are many, and one of them succeeds each time; what breaks off, or arrives changed, may do so for ever. The
 * SDK is short with a server that has not answered before: one that asks for patience gets it.
 */
function mayPass(
  error: unknown,
  { attempt, attempts, wasThere }: { readonly attempt: number; readonly attempts: number; readonly wasThere: boolean },
): boolean {
  if (isCollision(error)) return true
  return attempt < attempts && (isCut(error) || isChanged(serverError(error)) || (isBusy(error) && !wasThere))
}
