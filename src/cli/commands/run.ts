import { appendFileSync } from 'node:fs'
import { build, run, seed, test } from '../../app/build.ts'
import { commandTypes, plan } from '../../app/plan.ts'
import { formatPlan } from '../../report/format-plan.ts'
import { openReporter } from '../../report/open-reporter.ts'
import type { RunSummary } from '../../run/events.ts'
import type { CommandInput } from '../command-input.ts'
import { packageVersion } from '../version.ts'

const runs = { build, run, seed, test }

type Name = keyof typeof runs

/** `build`, `run`, `test` and `seed`, or what they would do. */
export function runCommand(name: Name): (input: CommandInput) => Promise<number> {
  return async (input) => {
    if (input.flags.dryRun === true) return dryRun(name, input)
    const { flags, options, read, output, environment } = input
    const reporter = openReporter({
      stdout: output.stdout,
      stderr: output.stderr,
      environment,
      logFormat: flags.logFormat,
      progress: flags.progress,
      quiet: flags.quiet ?? false,
      noColor: !flags.color,
      read,
      clock: { now: () => new Date() },
      version: packageVersion(),
      pid: process.pid,
      appendFile: (path, text) => appendFileSync(path, text),
    })
    try {
      return exitCode(await runs[name]({ ...options, report: reporter.report }))
    } finally {
      reporter.close()
    }
  }
}

function exitCode({ runs: ended, diagnostics, interrupted }: RunSummary): number {
  if (interrupted) return 130
  const failed = ended.some(({ result: { status } }) => status === 'error' || status === 'fail' || status === 'skipped')
  return failed || diagnostics.length > 0 ? 1 : 0
}

async function dryRun(name: Name, { options, warn, output }: CommandInput): Promise<number> {
  const { workspace, plan: planned, warnings } = await plan(options, { name, types: commandTypes[name] })
  warn(warnings)
  output.stdout.write(formatPlan(planned, workspace.manifest))
  return 0
}
