import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RunOptions } from '../app/options.ts'
import { replaceText } from '../artifacts/write-file.ts'
import { ProjectError, severityOf } from '../diagnostics/diagnostic.ts'
import { fileLog } from '../report/file-log.ts'
import { jsonReporter } from '../report/json-reporter.ts'
import { junitMistakes, junitReport } from '../report/junit.ts'
import { isTold, type LogLevel } from '../report/log-level.ts'
import { isLive, openReporter } from '../report/open-reporter.ts'
import type { RunReporter } from '../report/run-reporter.ts'
import type { NodeResult, Reporter, RunEvent, RunSummary } from '../run/events.ts'
import { ProgressBoard } from '../run/progress-board.ts'
import { stripControl } from '../util/strip-control.ts'
import type { CommandInput } from './command-input.ts'
import { openLogFile } from './log-file.ts'
import { packageVersion } from './version.ts'

/** What a run tells, and to whom. */
type Telling = Required<Pick<RunOptions, 'report'>> & Pick<RunOptions, 'progress'>

/** Shows a run while it works, in the way that the flags ask for, and writes the files they name. */
export async function reported<T>(input: CommandInput, work: (telling: Telling) => Promise<T>): Promise<T> {
  const { flags, read, output, environment } = input
  const shown = {
    stdout: output.stdout,
    stderr: output.stderr,
    environment,
    logFormat: flags.logFormat,
    progress: flags.progress,
    level: flags.logLevel,
  }
  const progress = isLive(shown) ? new ProgressBoard() : undefined
  const reporter = openReporter({
    ...shown,
    noColor: !flags.color,
    read,
    clock: { now: () => new Date() },
    version: packageVersion(),
    pid: process.pid,
    progressOf: progress && ((id) => progress.of(id)),
    appendFile: (path, text) => appendFileSync(path, text),
  })
  const log = logOf(input)
  const named: Reporter = (event) => {
    if (event.type === 'run-started') input.invocation.id = event.runId
    reporter.report(event)
  }
  try {
    return await withJunit(input, (junit) =>
      work({ report: both(named, both(log.report, junit)), ...(progress && { progress }) }),
    )
  } finally {
    reporter.close()
    log.close()
  }
}

/** What a macro says that is called by itself: its words are the result, and the rest goes where that of commands goes. */
export function operationReporter(input: CommandInput): RunReporter {
  const { flags, read, output, warn, fail, invocation } = input
  const id = randomUUID()
  invocation.id = id
  const log = logOf(input, id)
  const text: Reporter = (event) => {
    if (event.type === 'warning') (severityOf(event.diagnostic) === 'error' ? fail : warn)([event.diagnostic])
    if (event.type !== 'message' || !isTold(levelOf(event), flags.logLevel)) return
    output.stdout.write(`${stripControl(event.text)}\n`)
  }
  const json = () => {
    const stdout = (line: string) => void output.stdout.write(line)
    const clock = { now: () => new Date() }
    return jsonReporter({ stdout, clock, read, version: packageVersion(), pid: process.pid, id, level: flags.logLevel })
      .report
  }
  return { report: both(flags.logFormat === 'json' ? json() : text, log.report), close: log.close }
}

/** What is printed is told whatever else is not. */
function levelOf({ printed, debug }: Extract<RunEvent, { readonly type: 'message' }>): LogLevel {
  if (printed === true) return 'none'
  return debug === true ? 'debug' : 'info'
}

/** Keeps a run in the file of the log; a file that cannot be written is told, and the run goes on. */
function logOf({ flags, read, output, root }: CommandInput, id?: string): RunReporter {
  const { logPath, logLevelFile: level, logFormatFile, logFileMaxBytes: maxBytes } = flags
  if (level === 'none' || root === undefined) return { report: () => undefined, close: () => undefined }
  const path = resolve(root, logPath, 'tpchmodel.log')
  const onFailure = (reason: string) =>
    void output.stderr.write(`"${logPath}/tpchmodel.log" cannot be written: ${reason}. The run goes on without it.\n`)
  const file = openLogFile({ path, maxBytes, onFailure })
  const { report } = fileLog({
    append: (text) => file.append(output.redact(text)),
    level,
    format: logFormatFile === 'json' ? 'json' : 'text',
    read,
    clock: { now: () => new Date() },
    version: packageVersion(),
    pid: process.pid,
    ...(id !== undefined && { id }),
  })
  return { report, close: file.close }
}

/** Writes the file that `--junit` names, also about mistakes that kept the run from starting. */
async function withJunit<T>({ flags, read, folder }: CommandInput, work: (report: Reporter) => Promise<T>): Promise<T> {
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

const failing: ReadonlySet<NodeResult['status']> = new Set(['error', 'fail', 'stale', 'skipped'])

/** 0, 1, or 130 for a run that was interrupted. */
export function exitCodeOf({ runs: ended, diagnostics, interrupted }: RunSummary): number {
  if (interrupted) return 130
  const failed = ended.some(({ result: { status } }) => failing.has(status))
  return failed || diagnostics.length > 0 ? 1 : 0
}
