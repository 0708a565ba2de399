import type { RunEvent } from '../run/events.ts'
import { githubReporter } from './github-reporter.ts'
import { jsonReporter } from './json-reporter.ts'
import { liveReporter } from './live-reporter.ts'
import type { LogLevel } from './log-level.ts'
import { plainReporter } from './plain-reporter.ts'
import { quietReporter } from './quiet-reporter.ts'
import type { Every, ReportOptions, RunReporter } from './run-reporter.ts'
import { type Environment, type OutputStream, terminalOf } from './terminal.ts'

export interface Output extends OutputStream {
  write(text: string): unknown
}

export interface OpenReporterOptions extends Pick<ReportOptions, 'read' | 'clock' | 'version' | 'progressOf'> {
  readonly stdout: Output
  readonly stderr: Output
  readonly environment: Environment
  readonly logFormat: 'text' | 'json'
  /** `auto`: live at a terminal, plain in CI and pipes. */
  readonly progress: 'auto' | 'plain' | 'live'
  /** Default: `info`. */
  readonly level?: LogLevel
  readonly noColor: boolean
  readonly pid: number
  /** Appends to a file, for the page of a GitHub job. */
  readonly appendFile: (path: string, text: string) => void
}

/**
 * The reporter that fits what stands behind the streams, with GitHub's annotations where the run is one of its jobs.
 * Whoever opens it closes it; a process that exits before gives the terminal its cursor back all the same.
 */
export function openReporter(options: OpenReporterOptions): RunReporter {
  // Annotations come first, so that the last line of the log stays the last.
  const reporters = [...github(options), textOrJson(options)]
  const close = () => {
    process.off('exit', close)
    for (const reporter of reporters) reporter.close()
  }
  process.once('exit', close)
  return {
    report: (event: RunEvent) => {
      for (const { report } of reporters) report(event)
    },
    close,
  }
}

function textOrJson(options: OpenReporterOptions): RunReporter {
  const { stdout, stderr, environment, noColor, read, clock, version, pid, level = 'info' } = options
  const write = (text: string) => void stdout.write(text)
  if (options.logFormat === 'json') return jsonReporter({ stdout: write, clock, read, version, pid, level })

  const terminal = terminalOf(stdout, environment, { noColor })
  const shown = {
    stdout: write,
    stderr: (text: string) => void stderr.write(text),
    terminal,
    read,
    clock,
    version,
    every,
    progressOf: options.progressOf,
  }
  if (level !== 'debug' && level !== 'info') return quietReporter({ ...shown, level })
  const reporter = isLive(options) ? liveReporter(shown) : plainReporter(shown)
  return level === 'debug' ? reporter : withoutDebug(reporter)
}

function withoutDebug({ report, close }: RunReporter): RunReporter {
  return {
    report: (event) => {
      if (event.type !== 'message' || event.debug !== true) report(event)
    },
    close,
  }
}

/** Whether somebody watches a run while it works. */
export function isLive(options: LiveOptions): boolean {
  const { logFormat, level = 'info' } = options
  if (logFormat === 'json' || (level !== 'debug' && level !== 'info')) return false
  return options.progress === 'live' || (options.progress === 'auto' && canBeLive(options))
}

type LiveOptions = Pick<OpenReporterOptions, 'stdout' | 'stderr' | 'environment' | 'logFormat' | 'progress' | 'level'>

function canBeLive({ stdout, stderr, environment }: LiveOptions): boolean {
  return stdout.isTTY === true && stderr.isTTY === true && !environment['CI'] && environment['TERM'] !== 'dumb'
}

function github({ environment, stdout, read, logFormat, appendFile }: OpenReporterOptions): readonly RunReporter[] {
  if (environment['GITHUB_ACTIONS'] !== 'true' || logFormat === 'json') return []
  const page = environment['GITHUB_STEP_SUMMARY']
  const appendSummary = (markdown: string) => {
    if (page) appendFile(page, markdown)
  }
  return [githubReporter({ stdout: (text) => void stdout.write(text), read, appendSummary })]
}

const every: Every = (milliseconds, act) => {
  const timer = setInterval(act, milliseconds).unref()
  return () => clearInterval(timer)
}
