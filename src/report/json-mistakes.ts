import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { diagnosticEvent } from './diagnostic-event.ts'
import { type LogOptions, logOf, versionEvent } from './json-log.ts'
import type { ReportOptions } from './run-reporter.ts'

/** One call of the program. Its lines have one id, and the first of them says the program's version. */
export interface Invocation {
  /** Undefined until something was told of it. */
  id: string | undefined
}

export interface JsonMistakesOptions
  extends Pick<LogOptions, 'clock' | 'pid'>,
    Pick<ReportOptions, 'read' | 'version'> {
  readonly invocation: Invocation
  readonly newId: () => string
}

/** What was found outside of a run, as lines of its log: one JSON object a line. */
export function jsonMistakes(diagnostics: readonly Diagnostic[], options: JsonMistakesOptions): string {
  return jsonLines(options, (log) => {
    for (const diagnostic of diagnostics) log(diagnosticEvent(diagnostic, options.read))
  })
}

/** A bug of ours, as lines of the log. */
export function jsonBug(error: unknown, options: JsonMistakesOptions): string {
  const exc = error instanceof Error ? error.message : String(error)
  const stack_trace = (error instanceof Error ? error.stack : undefined) ?? exc
  return jsonLines(options, (log) => {
    const msg = `Encountered an error:\n${exc}`
    log({ code: 'Z002', name: 'MainEncounteredError', level: 'error', msg, data: { exc } })
    log({ code: 'Z003', name: 'MainStackTrace', level: 'error', msg: stack_trace, data: { stack_trace } })
  })
}

function jsonLines(
  { invocation, newId, version, clock, pid }: JsonMistakesOptions,
  tell: (log: ReturnType<typeof logOf>) => void,
): string {
  let text = ''
  const isFirst = invocation.id === undefined
  const id = invocation.id ?? newId()
  invocation.id = id
  const log = logOf({ clock, pid, write: (entry) => (text += `${JSON.stringify(entry)}\n`) }, () => id)
  if (isFirst) log(versionEvent(version))
  tell(log)
  return text
}
