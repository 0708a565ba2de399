import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeRun, RunSummary } from '../run/events.ts'
import type { Json, JsonObject } from '../util/json.ts'
import { formatLocation } from './format-diagnostic.ts'
import { formatSeconds } from './format-duration.ts'
import { materializationOf } from './format-result.ts'
import { countsInWords } from './header.ts'
import { dispatch, type Reporters, type ReportOptions, type RunReporter } from './run-reporter.ts'
import { doneCounts, doneLine } from './tally.ts'

/** An event as dbt names it: programs that read dbt's log look for these codes. */
interface LogEvent {
  readonly code: string
  readonly name: string
  readonly level?: 'info' | 'warn' | 'error' | undefined
  readonly msg: string
  readonly data: JsonObject
  readonly at?: Date | undefined
}

export type JsonReportOptions = Pick<ReportOptions, 'stdout' | 'clock' | 'read' | 'version'> & {
  /** The number of this process. */
  readonly pid: number
}

/** An event in the shape of dbt's log: `info` for every program, `data` by type of event. */
export interface LogEntry {
  readonly data: JsonObject
  readonly info: JsonObject & {
    readonly level: 'info' | 'warn' | 'error'
    readonly invocation_id: string
    readonly name: string
    readonly msg: string
    readonly ts: string
  }
}

/** One JSON object a line. */
export function jsonReporter({ stdout, ...options }: JsonReportOptions): RunReporter {
  return logReporter({ ...options, write: (entry) => stdout(`${JSON.stringify(entry)}\n`) })
}

/** Tells every event as an entry of a log. */
export function logReporter({
  write,
  clock,
  read,
  version,
  pid,
}: Omit<JsonReportOptions, 'stdout'> & { readonly write: (entry: LogEntry) => void }): RunReporter {
  let runId = ''
  const log = ({ code, name, level = 'info', msg, data, at = clock.now() }: LogEvent) => {
    const ts = at.toISOString()
    const info = {
      category: '',
      code,
      extra: {},
      invocation_id: runId,
      level,
      msg,
      name,
      pid,
      thread: 'MainThread',
      ts,
    }
    write({ data, info })
  }
  const reporters: Reporters = {
    'run-started': (event) => {
      runId = event.runId
      const { target, engine, threads: num_threads, environment } = event
      const stat_line = countsInWords(event.counts)
      log({
        code: 'A001',
        name: 'MainReportVersion',
        msg: `Running with tpchmodel=${version}`,
        data: { version, engine },
      })
      log({ code: 'W006', name: 'FoundStats', msg: `Found ${stat_line}`, data: { stat_line } })
      const msg = `Concurrency: ${num_threads} threads (target='${target}')`
      log({ code: 'Q027', name: 'ConcurrencyLine', msg, data: { num_threads, target_name: target, environment } })
    },
    'node-started': ({ node, index, total, at }) => {
      const data = { index, total, description: description(node), node_info: nodeInfo(node, 'started', at) }
      log({ code: 'Q011', name: 'LogStartLine', msg: `${index} of ${total} START ${description(node)}`, data, at })
    },
    'node-finished': ({ run, index, total }) => log(resultEvent(run, { index, total, read })),
    warning: ({ diagnostic }) => log(diagnosticEvent(diagnostic, read)),
    message: ({ text, at }) => log({ code: 'I062', name: 'JinjaLogInfo', msg: text, data: { msg: text }, at }),
    published: ({ environment, epoch, nodes }) => {
      const msg = `Published ${nodes.length} models to ${environment}`
      log({ code: 'published', name: 'Published', msg, data: { environment, epoch, nodes } })
    },
    'run-finished': ({ summary }) => {
      for (const diagnostic of summary.diagnostics) log(diagnosticEvent(diagnostic, read))
      log(endEvent(summary))
      log({ code: 'Z023', name: 'StatsLine', msg: doneLine(summary), data: { stats: doneCounts(summary) } })
    },
  }
  return { report: dispatch(reporters), close: () => undefined }
}

const builtName = { code: 'Q012', name: 'LogModelResult' } as const
const resultNames: Readonly<Partial<Record<Node['type'], { readonly code: string; readonly name: string }>>> = {
  test: { code: 'Q007', name: 'LogTestResult' },
  seed: { code: 'Q016', name: 'LogSeedResult' },
}

function resultEvent(
  { node, result, startedAt, finishedAt }: NodeRun,
  { index, total, read }: { readonly index: number; readonly total: number; readonly read: ReportOptions['read'] },
): LogEvent {
  const { status } = result
  const node_info = { ...nodeInfo(node, status, startedAt), node_finished_at: finishedAt.toISOString() }
  const line = `${index} of ${total} ${status.toUpperCase()} ${description(node)}`
  if (status === 'skipped') {
    const data = { index, total, status, reason: result.reason, because: result.because ?? null, node_info }
    return { code: 'Q034', name: 'SkippingDetails', msg: line, data, at: finishedAt }
  }
  const facts: JsonObject = {
    ...(status === 'success' && { rows: result.rows ?? null, bytes: result.bytes ?? null }),
    ...(status === 'reused' && { fingerprint: result.fingerprint, run: result.run }),
    ...((status === 'fail' || status === 'warn') && { code: 'test/failed', num_failures: result.failure.failures }),
    ...(status === 'error' && { diagnostic: diagnosticJson(result.diagnostic, read) }),
  }
  return {
    ...(resultNames[node.type] ?? builtName),
    level: levels[status],
    msg: `${line} in ${formatSeconds(result.seconds)}`,
    data: { index, total, status, execution_time: result.seconds, description: description(node), ...facts, node_info },
    at: finishedAt,
  }
}

const levels = { success: 'info', reused: 'info', pass: 'info', warn: 'warn', fail: 'error', error: 'error' } as const

function endEvent({ runs, interrupted, seconds }: RunSummary): LogEvent {
  const num_errors = runs.filter(({ result }) => result.status === 'error' || result.status === 'fail').length
  const num_warnings = runs.filter(({ result }) => result.status === 'warn').length
  const msg = interrupted
    ? 'Exited because of keyboard interrupt'
    : num_errors + num_warnings === 0
      ? 'Completed successfully'
      : `Completed with ${num_errors} errors, 0 partial successes, and ${num_warnings} warnings`
  const data = { num_errors, num_warnings, keyboard_interrupt: interrupted, elapsed: seconds }
  return { code: 'Z030', name: 'EndOfRunSummary', level: num_errors > 0 ? 'error' : 'info', msg, data }
}

function diagnosticEvent(diagnostic: Diagnostic, read: ReportOptions['read']): LogEvent {
  const { code, message } = diagnostic
  const level = severityOf(diagnostic) === 'warning' ? 'warn' : 'error'
  const isNoMatch = code === 'select/no-match-part'
  return {
    code: isNoMatch ? 'M030' : code,
    name: isNoMatch ? 'NoNodesForSelectionCriteria' : 'Diagnostic',
    level,
    msg: message,
    data: diagnosticJson(diagnostic, read),
  }
}

function diagnosticJson({ code, message, hint, location }: Diagnostic, read: ReportOptions['read']): JsonObject {
  return { code, message, hint: hint ?? null, place: location === undefined ? null : formatLocation(location, read) }
}

function description(node: Node): string {
  return 'relation' in node
    ? `${node.type} ${node.relation.schema}.${node.relation.identifier}`
    : `${node.type} ${node.name}`
}

function nodeInfo(node: Node, status: string, startedAt: Date): { readonly [key: string]: Json } {
  return {
    unique_id: node.id,
    node_name: node.name,
    node_path: node.path,
    resource_type: node.type,
    materialized: materializationOf(node),
    node_status: status,
    node_started_at: startedAt.toISOString(),
  }
}
