import { environmentHistory } from '../../app/environments.ts'
import * as app from '../../app/rollback.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { formatHistory } from '../../report/format-environments.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'
import type { Flags } from '../flags.ts'
import { tellEnvironmentChange } from '../tell-environment-change.ts'

/** `rollback`: makes an environment show an earlier state again. Without one, tells which there are. */
export async function rollback(input: CommandInput): Promise<number> {
  const { flags, options, output, environment } = input
  const asked = { ...options, ...(flags.environment !== undefined && { published: flags.environment }) }
  const [to, ...others] = statesNamed(flags)
  if (others.length > 0)
    throw usage('--to, --epoch and --steps each name a state, and only one can be meant.', 'Leave out the others.')
  if (to === undefined) {
    output.stdout.write(formatHistory(await environmentHistory(asked), terminalOf(output.stdout, environment)))
    throw usage(
      'It is not said which state is to be shown again, so nothing was changed.',
      'Name one: --steps 1, --epoch N, or --to RUN.',
    )
  }
  return tellEnvironmentChange(await app.rollback({ ...asked, to, dryRun: flags.dryRun ?? false }), input)
}

function statesNamed({ to, epoch, steps }: Flags): readonly app.RollbackOptions['to'][] {
  return [
    ...(to === undefined ? [] : [{ run: to }]),
    ...(epoch === undefined ? [] : [{ epoch }]),
    ...(steps === undefined ? [] : [{ steps }]),
  ]
}

function usage(message: string, hint: string): ProjectError {
  return new ProjectError([{ code: 'cli/usage', message, hint }])
}
