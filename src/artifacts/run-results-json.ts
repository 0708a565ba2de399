import type { CompiledNode } from '../compile/compiled-node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeResult, NodeRun, RunSummary } from '../run/events.ts'
import type { JsonObject } from '../util/json.ts'
import { unreachable } from '../util/unreachable.ts'
import { type Invocation, metadataJson } from './metadata.ts'
import { relationName } from './node-fields.ts'
import { threadNames } from './thread-names.ts'

export interface RunResultsInput {
  readonly summary: Pick<RunSummary, 'runs' | 'seconds'>
  readonly invocation: Invocation
  readonly compiled: ReadonlyMap<NodeId, CompiledNode>
  /** `build`, `run`, … */
  readonly command: string
  /** The options of the command, without secrets. */
  readonly args: JsonObject
}

/** dbt's `run_results.json`, version 6, as pieces of text. Results are in the order in which nodes ended. */
export function* runResultsJson(input: RunResultsInput): Iterable<string> {
  const { summary, invocation, command, args } = input
  const threads = threadNames(summary.runs)
  yield `{"metadata":${JSON.stringify(metadataJson('run-results/v6', invocation))},"results":[`
  let separator = ''
  for (const [index, run] of summary.runs.entries()) {
    yield `${separator}${JSON.stringify(resultJson(run, threads[index] ?? '', input))}`
    separator = ','
  }
  yield `],"elapsed_time":${summary.seconds},"args":${JSON.stringify({ ...args, which: command })}}\n`
}

/** Commands that run no node: dbt's results of theirs have neither message nor answer. */
const onlyCompiling: ReadonlySet<string> = new Set(['compile', 'generate'])

function resultJson(run: NodeRun, thread: string, { compiled, command }: RunResultsInput): JsonObject {
  const { node, result } = run
  const sql = compiled.get(node.id)?.sql
  const isSql = node.type === 'model' || node.type === 'test'
  return {
    ...outcome(result),
    ...(onlyCompiling.has(command) && { adapter_response: {}, message: null }),
    timing: result.status === 'skipped' ? [] : timing(run),
    thread_id: thread,
    execution_time: result.status === 'skipped' ? 0 : result.seconds,
    unique_id: node.id,
    compiled: isSql ? sql !== undefined : null,
    compiled_code: sql ?? null,
    relation_name: node.type === 'model' && node.materialization !== 'ephemeral' ? relationName(node.relation) : null,
    batch_results: null,
  }
}

/** Compiling is so short that it counts as the first moment of the execution. */
export function timing({ startedAt, finishedAt }: NodeRun): readonly JsonObject[] {
  const start = startedAt.toISOString()
  return [
    { name: 'compile', started_at: start, completed_at: start },
    { name: 'execute', started_at: start, completed_at: finishedAt.toISOString() },
  ]
}

/** dbt's schema has no status for what was there already: that is a success whose answer says so. */
function outcome(result: NodeResult): JsonObject {
  switch (result.status) {
    case 'success': {
      const { rows, bytes } = result
      const response = {
        _message: 'OK',
        ...(rows !== undefined && { rows_affected: rows }),
        ...(bytes !== undefined && { bytes }),
      }
      return { status: 'success', adapter_response: response, message: 'OK', failures: null }
    }
    case 'reused': {
      const { fingerprint, run } = result
      const response = { _message: 'REUSED', fingerprint, run }
      return { status: 'success', adapter_response: response, message: 'REUSED', failures: null }
    }
    case 'error':
      return { status: 'error', adapter_response: {}, message: errorText(result.diagnostic), failures: null }
    case 'pass':
      return { status: 'pass', adapter_response: { _message: 'OK' }, message: null, failures: 0 }
    case 'warn':
    case 'fail':
      return { status: result.status, adapter_response: { _message: 'OK' }, ...failure(result) }
    case 'skipped':
      return { status: 'skipped', adapter_response: {}, message: result.reason, failures: null }
    case 'fresh':
    case 'aging':
    case 'stale':
      throw new Error('Internal error: the age of a source is no result of a run')
    default:
      return unreachable(result)
  }
}

/** What went wrong, with its file. */
export function errorText({
  message,
  location,
}: Extract<NodeResult, { readonly status: 'error' }>['diagnostic']): string {
  return location === undefined ? message : `${message} (${location.file})`
}

function failure({ status, failure: found }: Extract<NodeResult, { readonly status: 'warn' | 'fail' }>): JsonObject {
  const failures = Math.trunc(found.failures)
  const results = failures === 1 ? 'result' : 'results'
  return { message: `Got ${failures} ${results}, configured to ${status} if ${found.condition}`, failures }
}
