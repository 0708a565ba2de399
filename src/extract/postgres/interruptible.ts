export interface Interruption<T> {
  readonly signal: AbortSignal
  /** What the one who waits is told. */
  readonly error: () => Error
  /** Gets rid of what arrives when nobody waits any more. */
  readonly discard?: (result: T) => PromiseLike<void>
}

/** Stops waiting for work when the signal says so. The work itself goes on. */
export async function interruptible<T>(work: Promise<T>, { signal, error, discard }: Interruption<T>): Promise<T> {
  let interrupt: () => void = () => undefined
  const interruption = new Promise<never>((_, reject) => {
    interrupt = () => {
      work.then(discard).catch(() => undefined)
      reject(error())
    }
  })
  if (signal.aborted) interrupt()
  else signal.addEventListener('abort', interrupt, { once: true })
  try {
    return await Promise.race([work, interruption])
  } finally {
    signal.removeEventListener('abort', interrupt)
  }
}
