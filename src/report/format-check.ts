import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { padEnd } from '../util/display-width.ts'
import { oneLine } from '../util/strip-control.ts'
import { type FormatDiagnosticOptions, formatDiagnostic } from './format-diagnostic.ts'
import { formatMoment } from './format-duration.ts'
import { painter } from './style.ts'
import { symbolsFor } from './symbols.ts'
import { wrap } from './wrap.ts'

export interface CheckText {
  readonly name: string
  readonly seconds: number
  readonly found?: string
  readonly problems: readonly Diagnostic[]
}

/** Cells of the longest name that the others are set to. */
const nameWidth = 13

/** What `debug` looked at: a line each, what is wrong below it, and what to do about that. */
export function formatCheck(check: CheckText, options: FormatDiagnosticOptions): string {
  const { name, seconds, found, problems } = check
  const paint = painter(options.color)
  const { ok, failed, separator } = symbolsFor(options.unicode)
  const isOk = problems.length === 0
  const sign = isOk ? paint(ok, 'green') : paint(failed, 'red')
  const [first, ...more] = problems
  const said = found ?? (first !== undefined && more.length === 0 ? first.message : 'failed')
  const text = oneLine(said.replaceAll(' · ', separator))
  const time = paint(formatMoment(seconds), 'dim')
  const margin = ' '.repeat(3 + nameWidth + (ok.length - 1))
  const lines = wrap(text, Math.max(20, (options.width ?? Number.POSITIVE_INFINITY) - margin.length - 10))
  const [head = '', ...rest] = lines
  return [
    `  ${sign} ${padEnd(`${oneLine(name)} `, nameWidth)}${[head, ...rest.map((line) => `${margin} ${line}`)].join('\n')}   ${time}`,
    ...problems.flatMap((problem) => problemLines(problem, { ...options, margin, isSaid: said === problem.message })),
    '',
  ].join('\n')
}

interface ProblemOptions extends FormatDiagnosticOptions {
  readonly margin: string
  /** Its message stands in the line of the check already. */
  readonly isSaid: boolean
}

/** One with a place in full; of another what to do. */
function problemLines(problem: Diagnostic, options: ProblemOptions): readonly string[] {
  const { code, message, location, hint } = problem
  const { margin, isSaid, width } = options
  if (location !== undefined || hint === undefined) return ['', formatDiagnostic(problem, options), '']
  const told = isSaid
    ? []
    : wrap(oneLine(message), Math.max(20, (width ?? Number.POSITIVE_INFINITY) - margin.length - 1))
  const fix = wrap(`fix: ${oneLine(hint)}`, Math.max(20, (width ?? Number.POSITIVE_INFINITY) - margin.length - 1))
  return [...told, ...fix, `more: tpchmodel explain ${code}`].map((line) => `${margin} ${line}`)
}
