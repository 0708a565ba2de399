import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { JsonObject } from '../util/json.ts'
import { type Invocation, metadataJson } from './metadata.ts'

/** How a macro ended that was called by itself. */
export interface OperationRun {
  /** `macro.<package>.<name>` */
  readonly macro: string
  readonly failure: Diagnostic | undefined
  readonly seconds: number
  readonly startedAt: Date
  readonly finishedAt: Date
}

export interface OperationResultsInput {
  readonly operation: OperationRun
  readonly invocation: Invocation
  /** The options of the command, without secrets. */
  readonly args: JsonObject
}

/** dbt's `run_results.json`, version 6, of `run-operation`: one result, under the macro's id. */
export function operationResultsJson({ operation, invocation, args }: OperationResultsInput): string {
  const { macro, failure, seconds, startedAt, finishedAt } = operation
  const [started_at, completed_at] = [startedAt.toISOString(), finishedAt.toISOString()]
  const result: JsonObject = {
    status: failure === undefined ? 'success' : 'error',
    timing: [
      { name: 'compile', started_at, completed_at: started_at },
      { name: 'execute', started_at, completed_at },
    ],
    thread_id: 'MainThread',
    execution_time: seconds,
    adapter_response: {},
    message: failure?.message ?? null,
    failures: failure === undefined ? 0 : 1,
    unique_id: macro,
    compiled: false,
    compiled_code: null,
    relation_name: null,
    batch_results: null,
  }
  return `${JSON.stringify({
    metadata: metadataJson('run-results/v6', invocation),
    results: [result],
    elapsed_time: seconds,
    args: { ...args, which: 'run-operation' },
  })}\n`
}
