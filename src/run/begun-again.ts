import { setTimeout as pause } from 'node:timers/promises'
import { ExtractError } from '../ports/extractor.ts'
import { NodeFailure } from './built.ts'

/** Milliseconds before the second attempt, and before the third. */
const pauses = [500, 2000]

/**
 * Does work again, from its beginning, when the connection broke that its rows came by. Whatever else fails has failed, as
 * has what broke three times. The work leaves nothing when it fails.
 */
export async function begunAgain(
  work: () => Promise<void>,
  { signal, tell }: { readonly signal: AbortSignal; readonly tell: ((text: string) => void) | undefined },
): Promise<void> {
  for (const milliseconds of pauses) {
    try {
      return await work()
    } catch (error) {
      if (!isBroken(error) || signal.aborted) throw error
      tell?.(`${error.message} It is read again from its beginning, as of the same moment.`)
    }
    await pause(milliseconds, undefined, { signal })
  }
  return work()
}

function isBroken(error: unknown): error is NodeFailure {
  return error instanceof NodeFailure && error.cause instanceof ExtractError && error.cause.isBroken
}
