import * as app from '../../app/debug.ts'
import { formatCheck } from '../../report/format-check.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `debug`: tries everything that a run needs. */
export async function debug({ options, flags, read, output, environment }: CommandInput): Promise<number> {
  const { color, unicode, width } = terminalOf(output.stdout, environment, { noColor: !flags.color })
  const checks = await app.debug(options)
  for (const check of checks) output.stdout.write(formatCheck(check, { read, color, unicode, width: width() }))
  const { length: failed } = checks.filter(({ problems }) => problems.length > 0)
  const all = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`
  output.stdout.write(`${failed === 0 ? `All ${all} passed` : `${failed} of ${all} failed`}\n`)
  return failed === 0 ? 0 : 1
}
