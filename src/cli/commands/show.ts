import * as app from '../../app/show.ts'
import { formatShown } from '../../report/format-shown.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `show`: the first rows of what is selected. */
export async function show({ options, flags, warn, output }: CommandInput): Promise<number> {
  const shown = await app.show({
    ...options,
    ...(flags.inline !== undefined && { inline: flags.inline }),
    ...(flags.limit !== undefined && { limit: flags.limit }),
  })
  warn(shown[0]?.warnings ?? [])
  const terminal = terminalOf(output.stdout, process.env, { noColor: !flags.color })
  for (const result of shown) output.stdout.write(formatShown(result, flags.output ?? 'table', terminal))
  return 0
}
