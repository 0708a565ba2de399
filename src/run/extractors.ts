import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Extractor } from '../ports/extractor.ts'

/** The connections of a run: each is opened at its first use, so that all its tables are read at one moment. */
export interface Extractors extends AsyncDisposable {
  /** Throws `ExtractError`. */
  get(connection: string): Promise<Extractor>
}

/** `warn` is told what a connection cannot promise, once. */
export function extractors(
  open: (connection: string) => Promise<Extractor>,
  warn: (diagnostic: Diagnostic) => void,
): Extractors {
  const opened = new Map<string, Promise<Extractor>>()

  async function openAndWarn(connection: string): Promise<Extractor> {
    const extractor = await open(connection)
    for (const message of extractor.warnings) warn({ code: 'extract/snapshot', message })
    return extractor
  }

  return {
    get(connection) {
      const known = opened.get(connection) ?? openAndWarn(connection)
      opened.set(connection, known)
      return known
    },
    async [Symbol.asyncDispose]() {
      const settled = await Promise.allSettled(opened.values())
      await Promise.all(
        settled.map((result) => (result.status === 'fulfilled' ? result.value[Symbol.asyncDispose]() : undefined)),
      )
    },
  }
}
