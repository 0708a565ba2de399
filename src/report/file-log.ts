import { stripControl } from '../util/strip-control.ts'
import type { LogEntry } from './json-log.ts'
import { type LogReportOptions, logReporter } from './json-reporter.ts'
import { isTold } from './log-level.ts'
import type { RunReporter } from './run-reporter.ts'

/** What of a run goes into the file of its log, and how. */
export interface FileLogOptions extends Omit<LogReportOptions, 'write'> {
  readonly append: (text: string) => void
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly format: 'text' | 'json'
}

/** A run as lines of a file, in the shape of dbt's: `HH:MM:SS.ffffff [level] [thread]: message`, below a line for the run. */
export function fileLog({ append, level, format, ...options }: FileLogOptions): RunReporter {
  const line = format === 'json' ? (entry: LogEntry) => `${JSON.stringify(entry)}\n` : textLine
  return logReporter({
    ...options,
    write: (entry) => {
      if (isTold(entry.info.level, level)) append(line(entry))
    },
  })
}

function textLine({ info: { ts, level, msg, name, invocation_id } }: LogEntry): string {
  const time = `${ts.slice(11, 23)}000`
  const rule = '='.repeat(30)
  const head = name === 'MainReportVersion' ? `\n\n${rule} ${time} | ${invocation_id} ${rule}\n` : ''
  return `${head}${time} [${level.padEnd(5)}] [MainThread]: ${stripControl(msg)}\n`
}
