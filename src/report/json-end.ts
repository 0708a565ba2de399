import type { NodeRun, RunSummary } from '../run/events.ts'
import type { JsonObject } from '../util/json.ts'
import { diagnosticEvent } from './diagnostic-event.ts'
import { plural } from './format-count.ts'
import type { LogEvent } from './json-log.ts'
import type { ReportOptions } from './run-reporter.ts'
import { doneCounts, doneLine } from './tally.ts'

/** The last events of a run, in dbt's order: what it came to, each warning and failure again, and the line of counts. */
export function endEvents(
  summary: RunSummary,
  { read, infoOf }: { readonly read: ReportOptions['read']; readonly infoOf: (run: NodeRun) => JsonObject },
): readonly LogEvent[] {
  const isFailed = ({ result }: NodeRun) => ['error', 'fail', 'stale'].includes(result.status)
  const isWarned = ({ result }: NodeRun) => isWarning(result)
  return [
    ...summary.diagnostics.map((diagnostic) => diagnosticEvent(diagnostic, read)),
    endEvent(summary),
    ...summary.runs.filter(isFailed).flatMap((run) => againEvents(run, infoOf(run))),
    ...summary.runs.filter(isWarned).flatMap((run) => againEvents(run, infoOf(run))),
    { code: 'Z023', name: 'StatsLine', msg: doneLine(summary), data: { stats: doneCounts(summary) } },
  ]
}

function isWarning({ status }: NodeRun['result']): boolean {
  return status === 'warn' || status === 'aging'
}

function endEvent(summary: RunSummary): LogEvent {
  const { interrupted, seconds } = summary
  const { error: num_errors, warn: num_warnings } = doneCounts(summary)
  const msg = interrupted
    ? 'Exited because of keyboard interrupt'
    : num_errors + num_warnings === 0
      ? 'Completed successfully'
      : `Completed with ${plural(num_errors, 'error')}, 0 partial successes, and ${plural(num_warnings, 'warning')}`
  const data = { num_errors, num_warnings, keyboard_interrupt: interrupted, elapsed: seconds }
  return { code: 'Z030', name: 'EndOfRunSummary', level: num_errors > 0 ? 'error' : 'info', msg, data }
}

function againEvents({ node, result }: NodeRun, node_info: JsonObject): readonly LogEvent[] {
  const { path, name: node_name, type: resource_type } = node
  const warns = isWarning(result)
  const head: LogEvent = {
    ...(warns ? { code: 'Z021', name: 'RunResultWarning' } : { code: 'Z022', name: 'RunResultFailure' }),
    level: warns ? 'warn' : 'error',
    msg: `[${warns ? 'WARNING' : 'ERROR'}]: in ${resource_type} ${node_name} (${path})`,
    data: { resource_type, node_name, path, node_info },
  }
  const said: Pick<LogEvent, 'code' | 'name' | 'level'> = warns
    ? { code: 'Z046', name: 'RunResultWarningMessage', level: 'warn' }
    : { code: 'Z024', name: 'RunResultError', level: 'error' }
  if ('diagnostic' in result) {
    const { message } = result.diagnostic
    return [head, { ...said, msg: `  ${message}`, data: { msg: message, node_info } }]
  }
  if (!('failure' in result)) return []
  const { failures, condition, compiledPath, keptIn } = result.failure
  const message = `Got ${plural(failures, 'result')}, configured to ${warns ? 'warn' : 'fail'} if ${condition}`
  return [
    head,
    { ...said, msg: `  ${message}`, data: { msg: message, node_info } },
    {
      code: 'Z026',
      name: 'SQLCompiledPath',
      msg: `  compiled code at ${compiledPath}`,
      data: { path: compiledPath, node_info },
    },
    ...(keptIn === undefined ? [] : [keptEvent(keptIn, node_info)]),
  ]
}

function keptEvent(relation_name: string, node_info: JsonObject): LogEvent {
  const msg = `  See test failures:\n  select * from ${relation_name}`
  return { code: 'Z027', name: 'CheckNodeTestFailure', msg, data: { relation_name, node_info } }
}
