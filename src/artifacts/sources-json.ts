import { effectiveConfig } from '../manifest/effective-config.ts'
import type { NodeRun } from '../run/events.ts'
import { instantText, never, secondsBetween } from '../util/instant.ts'
import type { JsonObject } from '../util/json.ts'
import { type Invocation, metadataJson } from './metadata.ts'
import { errorText, timing } from './run-results-json.ts'
import { threadNames } from './thread-names.ts'

export interface SourcesInput {
  readonly invocation: Invocation
  /** Of sources alone, in the order in which they ended. */
  readonly runs: readonly NodeRun[]
  readonly seconds: number
}

/** dbt's `sources.json`, version 3, as pieces of text. A source of which nothing could be found out has an `error`. */
export function* sourcesJson({ invocation, runs, seconds }: SourcesInput): Iterable<string> {
  const threads = threadNames(runs)
  const results = runs.flatMap((run, index) => resultJson(run, threads[index] ?? ''))
  yield `{"metadata":${JSON.stringify(metadataJson('sources/v3', invocation))},"results":${JSON.stringify(results)},\
"elapsed_time":${seconds}}\n`
}

const statuses = { fresh: 'pass', aging: 'warn', stale: 'error' } as const

/** One that was not looked at, because the command was interrupted, has no result. */
function resultJson(run: NodeRun, thread: string): readonly JsonObject[] {
  const { node, result } = run
  if (result.status === 'error') {
    return [{ unique_id: node.id, error: errorText(result.diagnostic), status: 'runtime error' }]
  }
  if (!('age' in result)) return []
  const { loadedAt = never, askedAt } = result.age
  return [
    {
      unique_id: node.id,
      max_loaded_at: instantText(loadedAt),
      snapshotted_at: instantText(askedAt),
      max_loaded_at_time_ago_in_s: secondsBetween(loadedAt, askedAt),
      status: statuses[result.status],
      criteria: effectiveConfig(node)['freshness'] ?? null,
      adapter_response: { _message: 'OK' },
      timing: timing(run),
      thread_id: thread,
      execution_time: result.seconds,
    },
  ]
}
