import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { build, run, seed, test } from '../../app/build.ts'
import { commandTypes, plan } from '../../app/plan.ts'
import { replaceText } from '../../artifacts/write-file.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { formatPlan } from '../../report/format-plan.ts'
import { junitMistakes, junitReport } from '../../report/junit.ts'
import { openReporter } from '../../report/open-reporter.ts'
import type { Reporter, RunSummary } from '../../run/events.ts'
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
      return exitCode(
        await withJunit(input, (junit) => runs[name]({ ...options, report: both(reporter.report, junit) })),
      )
    } finally {
      reporter.close()
    }
  }
}

/** Writes the file that `--junit` names, also about mistakes that kept the run from starting. */
async function withJunit(
  { flags, read, folder }: CommandInput,
  work: (report: Reporter) => Promise<RunSummary>,
): Promise<RunSummary> {
  const { junit } = flags
  if (junit === undefined) return work(() => undefined)
  const write = (xml: string) => replaceText(resolve(folder, junit), [xml], junit)
  const report = junitReport(read)
  try {
    const summary = await work(report.report)
    await write(report.xml() ?? '')
    return summary
  } catch (error) {
    if (error instanceof ProjectError && report.xml() === undefined) await write(junitMistakes(error.diagnostics, read))
    throw error
  }
}

function both(first: Reporter, second: Reporter): Reporter {
  return (event) => {
    first(event)
    second(event)
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
