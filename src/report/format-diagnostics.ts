import { type Diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import { formatCount, plural } from './format-count.ts'
import { type FormatDiagnosticOptions, formatDiagnostic } from './format-diagnostic.ts'

export interface FormatDiagnosticsOptions extends FormatDiagnosticOptions {
  /** Ends with the command that says more about the first error. */
  readonly more?: boolean
  /** Models in which nothing is wrong, where the whole project was read. */
  readonly fine?: number | undefined
}

/** All of them, a blank line between, and a line that counts them. Ends in a line feed; no diagnostics, no text. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatDiagnosticsOptions): string {
  if (diagnostics.length === 0) return ''
  const blocks = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options))
  const more = options.more === true ? moreAbout(diagnostics) : ''
  return `${[...blocks, summary(diagnostics, options.fine)].join('\n\n')}\n${more}`
}

/** A message about the command line says all there is to say. */
function moreAbout(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find((found) => severityOf(found) === 'error' && found.code !== 'cli/usage')
  return first === undefined ? '' : `More about it: tpchmodel explain ${first.code}\n`
}

/** `2 errors in 2 files; 29 models are fine. Fix and run: tpchmodel compile` */
function summary(diagnostics: readonly Diagnostic[], fine: number | undefined): string {
  const errors = diagnostics.filter((found) => severityOf(found) === 'error').length
  const warnings = diagnostics.length - errors
  const counts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ]
  // A selection is located in the option it was written in, a query in `<query>`, which are no files.
  const files = new Set(
    diagnostics.flatMap(({ location }) => (/^(?:--|<)/.test(location?.file ?? '') ? [] : (location?.file ?? []))),
  )
  const where = files.size > 0 ? ` in ${plural(files.size, 'file')}` : ''
  if (fine === undefined) return `${counts.join(' and ')}${where}.`
  return `${counts.join(' and ')}${where}; ${fine === 1 ? '1 model is' : `${formatCount(fine)} models are`} fine. Fix and run: tpchmodel compile`
}
