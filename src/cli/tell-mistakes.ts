import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../report/format-diagnostics.ts'
import { githubMistakes } from '../report/github-reporter.ts'
import { type Invocation, type JsonMistakesOptions, jsonBug, jsonMistakes } from '../report/json-mistakes.ts'
import { terminalOf } from '../report/terminal.ts'
import type { CommandInput } from './command-input.ts'
import { packageVersion } from './version.ts'

export interface Telling extends Pick<CommandInput, 'flags' | 'read' | 'output' | 'environment'> {
  /** Whether the lines of a run are what is asked for. */
  readonly isRun: boolean
  readonly invocation: Invocation
}

/** Tells mistakes, framed or as JSON lines, and GitHub of them in one of its jobs. `fine`: models without one. */
export function tellMistakes(diagnostics: readonly Diagnostic[], telling: Telling, fine?: number): void {
  if (diagnostics.length === 0) return
  if (telling.flags.logFormat === 'json') {
    logStream(telling).write(jsonMistakes(diagnostics, jsonOptions(telling)))
    return
  }
  annotate(diagnostics, telling)
  telling.output.stderr.write(framed(diagnostics, telling, fine))
}

/** Tells of an error that is none of the user's. */
export function tellBug(error: unknown, telling: Telling): void {
  if (telling.flags.logFormat === 'json') {
    logStream(telling).write(jsonBug(error, jsonOptions(telling)))
    return
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  telling.output.stderr.write(
    `${text}\n\nThis is a mistake of tpchmodel, not of your project. Please report it with the text above.\n`,
  )
}

/** The lines of a run are its result; other commands print theirs alone on standard output. */
function logStream({ isRun, flags, output }: Telling): CommandInput['output']['stdout'] {
  return isRun && flags.dryRun !== true ? output.stdout : output.stderr
}

function jsonOptions({ read, invocation }: Pick<Telling, 'read' | 'invocation'>): JsonMistakesOptions {
  const clock = { now: () => new Date() }
  return { read, invocation, newId: randomUUID, version: packageVersion(), clock, pid: process.pid }
}

function annotate(diagnostics: readonly Diagnostic[], { environment, output, read }: Telling): void {
  if (environment['GITHUB_ACTIONS'] !== 'true') return
  const { annotations, summary } = githubMistakes(diagnostics, read)
  output.stderr.write(annotations)
  const page = environment['GITHUB_STEP_SUMMARY']
  if (page) appendFileSync(page, summary)
}

function framed(
  diagnostics: readonly Diagnostic[],
  { flags, read, output, environment }: Telling,
  fine: number | undefined,
): string {
  const terminal = terminalOf(output.stderr, environment, { noColor: !flags.color })
  const { isTerminal, color, unicode, width } = terminal
  return formatDiagnostics(diagnostics, { read, color, unicode, width: width(), more: isTerminal, fine })
}
