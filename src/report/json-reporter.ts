import type { Node, SourceNode } from '../manifest/node.ts'
import type { NodeRun, RunEvent, SourceAge } from '../run/events.ts'
import { instantText } from '../util/instant.ts'
import type { JsonObject } from '../util/json.ts'
import { diagnosticEvent, diagnosticJson } from './diagnostic-event.ts'
import { formatSeconds } from './format-duration.ts'
import { materializationOf } from './format-result.ts'
import { countsInWords } from './header.ts'
import { endEvents } from './json-end.ts'
import { type LogEvent, type LogOptions, logOf, versionEvent } from './json-log.ts'
import { isTold, type LogLevel } from './log-level.ts'
import { nodeLabel } from './node-label.ts'
import { dispatch, type Reporters, type ReportOptions, type RunReporter } from './run-reporter.ts'

/** A log begins with the version: at once where its id is known, otherwise with the run. */
interface LogId {
  readonly id?: string
}

export type JsonReportOptions = Pick<ReportOptions, 'stdout' | 'clock' | 'read' | 'version'> &
  Pick<LogOptions, 'pid'> &
  LogId & { readonly level?: LogLevel }

export type LogReportOptions = LogOptions & Pick<ReportOptions, 'read' | 'version'> & LogId

/** One JSON object a line, for what is as serious as `level` at least. */
export function jsonReporter({ stdout, level = 'info', ...options }: JsonReportOptions): RunReporter {
  return logReporter({
    ...options,
    write: (entry) => {
      if (isTold(entry.info.level, level)) stdout(`${JSON.stringify(entry)}\n`)
    },
  })
}

/** Tells every event as an entry of a log. */
export function logReporter({ read, version, id, ...options }: LogReportOptions): RunReporter {
  let runId = id ?? ''
  const log = logOf(options, () => runId)
  if (id !== undefined) log(versionEvent(version))
  const reporters: Reporters = {
    'run-started': (event) => {
      runId = event.runId
      for (const each of startEvents(event, version)) log(each)
    },
    'node-started': ({ node, index, total, at }) => {
      const data = { index, total, description: description(node), node_info: nodeInfo(node, 'started', at) }
      log({ code: 'Q011', name: 'LogStartLine', msg: `${index} of ${total} START ${description(node)}`, data, at })
    },
    'node-finished': ({ run, index, total }) => log(resultEvent(run, { index, total, read })),
    warning: ({ diagnostic }) => log(diagnosticEvent(diagnostic, read)),
    message: ({ text, at, debug = false }) => {
      const event = debug
        ? ({ code: 'I063', name: 'JinjaLogDebug', level: 'debug' } as const)
        : ({ code: 'I062', name: 'JinjaLogInfo' } as const)
      log({ ...event, msg: text, data: { msg: text }, at })
    },
    published: ({ environment, epoch, nodes }) => {
      const msg = `Published ${nodes.length} models to ${environment}`
      log({ code: 'published', name: 'Published', msg, data: { environment, epoch, nodes } })
    },
    'run-finished': ({ summary }) => {
      for (const each of endEvents(summary, { read, infoOf: finishedInfo })) log(each)
    },
  }
  return { report: dispatch(reporters), close: () => undefined }
}

function startEvents(event: Extract<RunEvent, { readonly type: 'run-started' }>, version: string): readonly LogEvent[] {
  const { target, engine, threads: num_threads, environment, total } = event
  const stat_line = countsInWords(event.counts)
  const msg = `Concurrency: ${num_threads} threads (target='${target}')`
  return [
    versionEvent(version, { engine }),
    { code: 'W006', name: 'FoundStats', msg: `Found ${stat_line}`, data: { stat_line } },
    { code: 'Q027', name: 'ConcurrencyLine', msg, data: { num_threads, target_name: target, environment } },
    ...(total === 0 ? [nothingToDo] : []),
  ]
}

const nothingToDo: LogEvent = {
  code: 'Q035',
  name: 'NothingToDo',
  level: 'warn',
  msg: 'Nothing to do: nothing is selected.',
  data: {},
}

const builtName = { code: 'Q012', name: 'LogModelResult' } as const
const resultNames: Readonly<Partial<Record<Node['type'], { readonly code: string; readonly name: string }>>> = {
  test: { code: 'Q007', name: 'LogTestResult' },
  seed: { code: 'Q016', name: 'LogSeedResult' },
  source: { code: 'Q018', name: 'LogFreshnessResult' },
}

function resultEvent(
  run: NodeRun,
  { index, total, read }: { readonly index: number; readonly total: number; readonly read: ReportOptions['read'] },
): LogEvent {
  const { node, result, finishedAt } = run
  const { status } = result
  const node_info = finishedInfo(run)
  const line = `${index} of ${total} ${(dbtWords[status] ?? status).toUpperCase()} ${description(node)}`
  if (status === 'skipped') {
    const data = { index, total, status, reason: result.reason, because: result.because ?? null, node_info }
    return { code: 'Q034', name: 'SkippingDetails', msg: line, data, at: finishedAt }
  }
  const facts = { ...factsOf(result, read), ...(node.type === 'source' && sourceJson(node, status)) }
  return {
    ...(resultNames[node.type] ?? builtName),
    level: levels[status],
    msg: `${line} in ${formatSeconds(result.seconds)}`,
    data: { index, total, status, execution_time: result.seconds, description: description(node), ...facts, node_info },
    at: finishedAt,
  }
}

function factsOf(result: NodeRun['result'], read: ReportOptions['read']): JsonObject {
  switch (result.status) {
    case 'success':
      return { rows: result.rows ?? null, bytes: result.bytes ?? null }
    case 'reused':
      return { fingerprint: result.fingerprint, run: result.run }
    case 'warn':
    case 'fail':
      return { code: 'test/failed', num_failures: result.failure.failures }
    case 'error':
      return { diagnostic: diagnosticJson(result.diagnostic, read) }
    case 'fresh':
    case 'aging':
    case 'stale':
      return ageJson(result.age)
    default:
      return {}
  }
}

function sourceJson({ sourceName, name }: SourceNode, status: NodeRun['result']['status']): JsonObject {
  const word = status === 'error' ? 'runtime error' : (dbtWords[status] ?? status)
  return { status: word, source_name: sourceName, table_name: name }
}

const levels = {
  success: 'info',
  reused: 'info',
  pass: 'info',
  fresh: 'info',
  warn: 'warn',
  aging: 'warn',
  fail: 'error',
  stale: 'error',
  error: 'error',
} as const

/** How dbt calls what a source was found to be. */
const dbtWords: Readonly<Partial<Record<NodeRun['result']['status'], string>>> = {
  fresh: 'pass',
  aging: 'warn',
  stale: 'error',
}

function ageJson({ loadedAt, askedAt, seconds }: SourceAge): JsonObject {
  return {
    max_loaded_at: loadedAt === undefined ? null : instantText(loadedAt),
    snapshotted_at: instantText(askedAt),
    age: seconds ?? null,
  }
}

function description(node: Node): string {
  if (node.type === 'source') return `freshness of ${nodeLabel(node)}`
  return 'relation' in node
    ? `${node.type} ${node.relation.schema}.${node.relation.identifier}`
    : `${node.type} ${node.name}`
}

function nodeInfo(node: Node, status: string, startedAt: Date): JsonObject {
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

function finishedInfo({ node, result, startedAt, finishedAt }: NodeRun): JsonObject {
  return { ...nodeInfo(node, result.status, startedAt), node_finished_at: finishedAt.toISOString() }
}
