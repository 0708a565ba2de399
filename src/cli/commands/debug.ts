import type { Check } from '../../app/debug.ts'
import * as app from '../../app/debug.ts'
import { formatCheck } from '../../report/format-check.ts'
import { formatDiagnostics } from '../../report/format-diagnostics.ts'
import { type Terminal, terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `debug`: tries everything that a run needs. */
export async function debug({ options, flags, read, output, environment }: CommandInput): Promise<number> {
  const terminal = terminalOf(output.stdout, environment, { noColor: !flags.color })
  const checks = await app.debug(options)
  for (const check of checks) output.stdout.write(checkText(check, terminal, read))
  const failed = checks.filter(({ problems }) => problems.length > 0)
  output.stdout.write(
    `${failed.length === 0 ? `All ${checks.length} checks passed.` : `${failed.length} of ${checks.length} checks failed.`}\n`,
  )
  if (failed.length === 0) return 0
  return failed.some(({ name }) => name === 'project') ? 2 : 1
}

function checkText(check: Check, { color, unicode, width }: Terminal, read: CommandInput['read']): string {
  const problems = formatDiagnostics(check.problems, { read, color, unicode, width: width() })
  return `${formatCheck(check, { color, unicode })}${problems}`
}
