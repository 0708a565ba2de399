import { appendFileSync } from 'node:fs'
import type { Check } from '../app/debug.ts'
import { countByType } from '../manifest/lookup.ts'
import { formatCheck } from '../report/format-check.ts'
import { formatDiagnostics } from '../report/format-diagnostics.ts'
import { formatCodes, formatExplanation } from '../report/format-explanation.ts'
import { formatListing } from '../report/format-listing.ts'
import { formatPlan } from '../report/format-plan.ts'
import { formatShown } from '../report/format-shown.ts'
import { countsInWords } from '../report/header.ts'
import { openReporter } from '../report/open-reporter.ts'
import { type Terminal, terminalOf } from '../report/terminal.ts'
import type { RunSummary } from '../run/events.ts'
import type { CommandInput } from './command-input.ts'
import { packageVersion } from './version.ts'

/** A command: does its work and returns the exit code. Throws `ProjectError` for mistakes of the project. */
type Command = (input: CommandInput) => Promise<number>

const runs = ['build', 'run', 'test', 'seed'] as const

/** The commands of the command line by name. What a command needs is loaded when it runs. */
export const commands: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(runs.map((name) => [name, runCommand(name)])),
  compile,
  parse,
  ls: list,
  show,
  debug,
  clean,
  explain,
}

function runCommand(name: (typeof runs)[number]): Command {
  return async (input) => {
    if (input.flags.dryRun === true) return dryRun(name, input)
    const app = await import('../app/build.ts')
    const { flags, options, read, output } = input
    const reporter = openReporter({
      stdout: output.stdout,
      stderr: output.stderr,
      environment: process.env,
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
      return exitCode(await app[name]({ ...options, report: reporter.report }))
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

async function dryRun(name: (typeof runs)[number], { options, warn, output }: CommandInput): Promise<number> {
  const { plan, commandTypes } = await import('../app/plan.ts')
  const { workspace, plan: planned, warnings } = await plan(options, { name, types: commandTypes[name] })
  warn(warnings)
  output.stdout.write(formatPlan(planned, workspace.manifest))
  return 0
}

async function compile({ options, warn, flags, output }: CommandInput): Promise<number> {
  const app = await import('../app/compile.ts')
  const { nodes, warnings } = await app.compile(options)
  warn(warnings)
  const [first] = nodes.filter(({ compiled }) => compiled.node.type === 'model').length === 1 ? nodes : []
  if (first !== undefined) output.stdout.write(`${first.compiled.sql.trim()}\n`)
  if (flags.quiet !== true) {
    const where = first === undefined ? 'below target/compiled' : first.path
    output.stderr.write(`Compiled ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} to ${where}.\n`)
  }
  return 0
}

async function parse({ options, warn, flags, output }: CommandInput): Promise<number> {
  const app = await import('../app/parse.ts')
  const { manifest, path, warnings } = await app.parse(options)
  warn(warnings)
  const counts = countsInWords(countByType(manifest.nodes.values()))
  if (flags.quiet !== true) output.stdout.write(`Wrote ${counts} to ${path}.\n`)
  return 0
}

async function list({ options, warn, flags, output }: CommandInput): Promise<number> {
  const app = await import('../app/list.ts')
  const listing = await app.list(options)
  warn(listing.warnings)
  output.stdout.write(formatListing(listing, flags.output ?? (output.stdout.isTTY === true ? 'tree' : 'selector')))
  return 0
}

async function show({ options, flags, warn, output }: CommandInput): Promise<number> {
  const app = await import('../app/show.ts')
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

async function debug({ options, flags, read, output }: CommandInput): Promise<number> {
  const app = await import('../app/debug.ts')
  const terminal = terminalOf(output.stdout, process.env, { noColor: !flags.color })
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

async function clean({ options, flags, output }: CommandInput): Promise<number> {
  const app = await import('../app/clean.ts')
  const removed = await app.clean(options)
  if (flags.quiet !== true) {
    output.stdout.write(
      removed.length === 0 ? 'Nothing to remove.\n' : removed.map((folder) => `Removed ${folder}\n`).join(''),
    )
  }
  return 0
}

async function explain({ flags, args: [code], output }: CommandInput): Promise<number> {
  const app = await import('../app/explain.ts')
  const terminal = terminalOf(output.stdout, process.env, { noColor: !flags.color })
  const explained = await app.explain(code)
  output.stdout.write(
    code === undefined
      ? formatCodes(explained, terminal)
      : explained.map((each) => formatExplanation(each, terminal)).join(''),
  )
  return 0
}
