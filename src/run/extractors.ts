import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import { judged, type WarningPolicy } from '../diagnostics/warning-policy.ts'
import type { Extractor } from '../ports/extractor.ts'
import { NodeFailure } from './built.ts'

/** The connections of a run: each is opened at its first use, so that all its tables are read at one moment. */
export interface Extractors extends AsyncDisposable {
  /** Throws `ExtractError`. */
  get(connection: string): Promise<Extractor>
}

/** `warn` is told what a connection cannot promise, once. Where that is an error, `get` throws it as a `NodeFailure`. */
export function extractors(
  open: (connection: string) => Promise<Extractor>,
  policy: WarningPolicy,
  warn: (diagnostic: Diagnostic) => void,
): Extractors {
  const opened = new Map<string, Promise<Extractor>>()

  async function openAndWarn(connection: string): Promise<Extractor> {
    const extractor = await open(connection)
    const found = extractor.warnings.map((message): Diagnostic => ({ code: 'extract/snapshot', message }))
    for (const diagnostic of judged(found, policy)) {
      if (severityOf(diagnostic) === 'warning') warn(diagnostic)
      else {
        await extractor[Symbol.asyncDispose]()
        throw new NodeFailure(diagnostic)
      }
    }
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
