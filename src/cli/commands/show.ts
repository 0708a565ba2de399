import { formatShown } from '../../report/format-shown.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `show`: the first rows of what is selected, or those that fail a test. */
export async function show({ options, flags, warn, output, environment }: CommandInput): Promise<number> {
  const { failures, inline, limit } = flags
  const asked = { ...options, ...(limit !== undefined && { limit }) }
  const shown =
    failures === undefined
      ? await (await import('../../app/show.ts')).show({ ...asked, ...(inline !== undefined && { inline }) })
      : await (await import('../../app/show-failures.ts')).showFailures({ ...asked, failures })
  warn(shown[0]?.warnings ?? [])
  const terminal = terminalOf(output.stdout, environment, { noColor: !flags.color })
  for (const result of shown) output.stdout.write(formatShown(result, flags.output ?? 'table', terminal))
  return 0
}
