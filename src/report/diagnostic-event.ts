import { dbtEventOf } from '../diagnostics/dbt-events.ts'
import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import type { JsonObject } from '../util/json.ts'
import { formatLocation } from './format-diagnostic.ts'
import type { LogEvent } from './json-log.ts'
import type { ReportOptions } from './run-reporter.ts'

/** A diagnostic as the event of dbt that says the same; an error that dbt has no event for is what it tells every error with. */
export function diagnosticEvent(diagnostic: Diagnostic, read: ReportOptions['read']): LogEvent {
  const { code, message } = diagnostic
  const isError = severityOf(diagnostic) === 'error'
  const data = diagnosticJson(diagnostic, read)
  const event = dbtEventOf(code)
  if (event !== undefined) return { ...event, level: isError ? 'error' : 'warn', msg: message, data }
  if (!isError) return { code, name: 'Diagnostic', level: 'warn', msg: message, data }
  const at = typeof data['place'] === 'string' ? ` at ${data['place']}` : ''
  const exc = `${code}${at}: ${message}`
  const msg = `Encountered an error:\n${exc}`
  return { code: 'Z002', name: 'MainEncounteredError', level: 'error', msg, data: { exc, ...data } }
}

export function diagnosticJson({ code, message, hint, location }: Diagnostic, read: ReportOptions['read']): JsonObject {
  return { code, message, hint: hint ?? null, place: location === undefined ? null : formatLocation(location, read) }
}
