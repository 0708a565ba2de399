import { build, run, seed, test } from '../../app/build.ts'
import { commandTypes, plan } from '../../app/plan.ts'
import { formatPlan } from '../../report/format-plan.ts'
import type { CommandInput } from '../command-input.ts'
import { exitCodeOf, reported } from '../report-run.ts'

const runs = { build, run, seed, test }

type Name = keyof typeof runs

/** `build`, `run`, `test` and `seed`, or what they would do. */
export function runCommand(name: Name): (input: CommandInput) => Promise<number> {
  return async (input) => {
    if (input.flags.dryRun === true) return dryRun(name, input)
    return exitCodeOf(await reported(input, (telling) => runs[name]({ ...input.options, ...telling })))
  }
}

async function dryRun(name: Name, { options, warn, output }: CommandInput): Promise<number> {
  const { workspace, plan: planned, warnings } = await plan(options, { name, types: commandTypes[name] })
  warn(warnings)
  output.stdout.write(formatPlan(planned, workspace.manifest))
  return 0
}
