import { setMaxListeners } from 'node:events'

export interface Interruption {
  /** Aborted by the first Ctrl-C, or by a request to end. */
  readonly signal: AbortSignal
  close(): void
}

/** The first signal stops the work in order; the second ends the process at once, with exit code 130. */
export function interruption(): Interruption {
  const controller = new AbortController()
  // Each query that runs listens, and so does each transfer.
  setMaxListeners(0, controller.signal)
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    close() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
