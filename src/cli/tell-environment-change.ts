import type { EnvironmentChange } from '../app/change-environment.ts'
import {
  type ChangedEnvironment,
  environmentChangeJson,
  formatEnvironmentChange,
} from '../report/format-environment-change.ts'
import { terminalOf } from '../report/terminal.ts'
import type { CommandInput } from './command-input.ts'

/** Prints what became of an environment, and returns the exit code: 1 where what follows from it is behind. */
export function tellEnvironmentChange(
  change: EnvironmentChange & ChangedEnvironment,
  { flags, output, environment, fail }: CommandInput,
): number {
  const { unicode } = terminalOf(output.stdout, environment)
  const isJson = flags.output === 'json'
  if (isJson || flags.quiet !== true || flags.dryRun === true) {
    output.stdout.write(
      isJson
        ? `${JSON.stringify(environmentChangeJson(change), undefined, 2)}\n`
        : formatEnvironmentChange(change, { unicode }),
    )
  }
  fail(change.problems)
  return change.problems.length === 0 ? 0 : 1
}
