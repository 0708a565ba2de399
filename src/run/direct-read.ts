import type { Engine } from '../ports/engine.ts'
import type { DirectTable } from '../ports/extractor.ts'
import { scannedRows } from './scanned-rows.ts'

/** Where a statement that reads sources and writes files runs. */
export interface ReadingPlace {
  readonly engine: Engine
  /** A statement that runs first, in one transaction with it. */
  readonly first?: string
  readonly signal: AbortSignal
}

/**
 * Reads a table by the engine that has it, once `view` makes it known there: `use` runs the query and returns its profile.
 * Undefined when it is done, with all rows as the source counts them; otherwise why not, and nothing of it may be used.
 */
export async function readDirectly(
  { engine, first, count, abandon }: DirectTable,
  view: { readonly create: string; readonly drop: string },
  { use, signal }: { readonly use: (place: ReadingPlace) => Promise<string>; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const stop = new AbortController()
  const sent = AbortSignal.any([signal, stop.signal])
  const ended = () => void abandon()
  sent.addEventListener('abort', ended, { once: true })
  try {
    await engine.execute(view.create)
    const counting = count(sent)
    counting.then((rows) => rows === undefined && stop.abort()).catch(() => stop.abort())
    const [counted, used] = await Promise.allSettled([counting, use({ engine, first, signal: sent })])
    signal.throwIfAborted()
    if (counted.status === 'rejected') throw counted.reason
    if (counted.value === undefined) return 'values are in it that it would change'
    if (used.status === 'rejected') throw used.reason
    const [scan] = scannedRows(used.value).scans
    return scan?.rows === counted.value ? undefined : `it gave ${scan?.rows ?? 0} of ${counted.value} rows`
  } catch (error) {
    signal.throwIfAborted()
    return error instanceof Error ? error.message : String(error)
  } finally {
    sent.removeEventListener('abort', ended)
    await engine.execute(view.drop).catch(() => undefined)
  }
}
