import { codeFrame } from '../diagnostics/code-frame.ts'
import { type Diagnostic, severityOf, titleOf } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { positionOf } from '../diagnostics/position.ts'
import { oneLine, stripControl } from '../util/strip-control.ts'
import { type Paint, painter } from './style.ts'
import { wrap } from './wrap.ts'

export interface FormatDiagnosticOptions {
  /** The text of a file of the project; undefined for one that cannot be read, which then has no frame. */
  readonly read: (file: string) => string | undefined
  /** Cells of a line; where there is none nothing is cut or wrapped. */
  readonly width?: number | undefined
  readonly color: boolean
  readonly unicode: boolean
}

/** One diagnostic as a block: code and title, place, line with carets, what happened, other places, what to do. */
export function formatDiagnostic(diagnostic: Diagnostic, options: FormatDiagnosticOptions): string {
  const { code, message, location, hint, related = [] } = diagnostic
  const paint = painter(options.color)
  const lines = [
    `${paint(code, severityOf(diagnostic) === 'error' ? 'red' : 'yellow', 'bold')}  ${paint(titleOf(diagnostic), 'bold')}`,
    ...(location === undefined ? [] : indent(place(location, options, paint), '  ')),
    ...paragraph(message, '  ', options),
    ...related.flatMap((other) =>
      indent([`${placeName(other.location, options, paint)}  ${oneLine(other.message)}`], '    '),
    ),
    ...(hint === undefined ? [] : paragraph(hint, '  ', options)),
  ]
  return lines.join('\n')
}

/** `models/gold/revenue.sql:2:14`; without numbers where the file cannot be read. */
export function formatLocation(location: Location, read: FormatDiagnosticOptions['read']): string {
  const text = read(location.file)
  if (text === undefined) return oneLine(location.file)
  const { line, column } = positionOf(text, location.start)
  return `${oneLine(location.file)}:${line}:${column}`
}

/** `models/gold/revenue.sql:2`: the file and the line, where that is enough. */
export function formatLine(location: Location, read: FormatDiagnosticOptions['read']): string {
  return formatLocation(location, read).replace(/(:\d+):\d+$/, '$1')
}

function place(location: Location, options: FormatDiagnosticOptions, paint: Paint): readonly string[] {
  const name = placeName(location, options, paint)
  const text = options.read(location.file)
  if (text === undefined) return [name]
  const { width = Number.POSITIVE_INFINITY, unicode } = options
  const frame = codeFrame(text, location, { width: width - 2, unicode })
  return [name, paint(frame.gutter, 'dim') + frame.code, paint(frame.carets, 'red')]
}

function placeName(location: Location, { read }: FormatDiagnosticOptions, paint: Paint): string {
  return paint(formatLocation(location, read), 'cyan')
}

function paragraph(text: string, margin: string, { width }: FormatDiagnosticOptions): readonly string[] {
  const clean = stripControl(text).replaceAll('\t', '  ').trimEnd()
  return indent(width === undefined ? clean.split('\n') : wrap(clean, Math.max(20, width - margin.length)), margin)
}

function indent(lines: readonly string[], margin: string): readonly string[] {
  return lines.map((line) => (line === '' ? line : margin + line))
}
