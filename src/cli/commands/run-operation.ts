import * as app from '../../app/run-operation.ts'
import type { CommandInput } from '../command-input.ts'
import { operationReporter } from '../report-run.ts'
import { parseMapping } from '../yaml-flags.ts'

/** `run-operation`: a macro by itself. */
export async function runOperation(input: CommandInput): Promise<number> {
  const {
    args: [macro = ''],
    options,
    flags,
  } = input
  const args = await parseMapping('--args', flags.args, '{layer: gold, limit: 3}')
  const { report, close } = operationReporter(input)
  try {
    const { failure } = await app.runOperation({ ...options, macro, args, report })
    if (failure === undefined) return 0
    if (options.signal?.aborted === true) return 130
    report({ type: 'warning', diagnostic: failure })
    return 1
  } finally {
    close()
  }
}
