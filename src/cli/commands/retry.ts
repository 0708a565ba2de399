import * as app from '../../app/retry.ts'
import type { CommandInput } from '../command-input.ts'
import { exitCodeOf, reported } from '../report-run.ts'

/** `retry`: what is left of the last command. */
export async function retry(input: CommandInput): Promise<number> {
  const { options, flags, output } = input
  const { state } = flags
  const { command, summary, gone } = await reported(input, (telling) =>
    app.retry({ ...options, ...telling, ...(state !== undefined && { state }) }),
  )
  if (summary !== undefined) return exitCodeOf(summary)
  const why =
    gone.length === 0
      ? `everything in the last ${command} ended well`
      : `what failed in the last ${command} is not in the project any more`
  if (flags.quiet !== true) output.stdout.write(`Nothing to retry: ${why}.\n`)
  return 0
}
