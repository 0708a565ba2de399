import * as app from '../../app/explain.ts'
import { formatCodes, formatExplanation } from '../../report/format-explanation.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `explain`: the pages of codes. */
export async function explain({ flags, args: [code], output, environment }: CommandInput): Promise<number> {
  const terminal = terminalOf(output.stdout, environment, { noColor: !flags.color })
  const explained = await app.explain(code)
  output.stdout.write(
    code === undefined
      ? formatCodes(explained, terminal)
      : explained.map((each) => formatExplanation(each, terminal)).join(''),
  )
  return 0
}
