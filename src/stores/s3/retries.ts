import type { S3ClientConfig } from '@aws-sdk/client-s3'

/** Milliseconds of the first pause at most; each later one may be twice as long, up to the longest. */
const first = { TRANSIENT: 100, THROTTLING: 500 } as const
const longest = 20_000

/** A request that is repeated: how often it was, and how long it waits. */
interface Repetition {
  getRetryCount(): number
  getRetryDelay(): number
}

/**
 * Tells the SDK when to repeat a request: what passes by itself, so many times, after pauses of a random length between
 * nothing and a bound that doubles (full jitter), so that those who were refused together do not come back together.
 */
export function retries(attempts: () => number): NonNullable<S3ClientConfig['retryStrategy']> {
  return {
    acquireInitialRetryToken: async () => repetition(0, 0),
    refreshRetryTokenForRetry: async (token: Repetition, { errorType }: { readonly errorType: string }) => {
      const bound = errorType === 'TRANSIENT' || errorType === 'THROTTLING' ? first[errorType] : undefined
      const count = token.getRetryCount() + 1
      if (bound === undefined || count >= attempts()) throw new Error('Not again.')
      return repetition(count, Math.random() * Math.min(longest, bound * 2 ** (count - 1)))
    },
    recordSuccess: () => undefined,
  }
}

function repetition(count: number, delay: number) {
  return { getRetryCount: () => count, getRetryDelay: () => delay, getRetryCost: () => 0 }
}
