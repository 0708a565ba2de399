import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { plural } from './format-count.ts'
import { type FormatDiagnosticOptions, formatDiagnostic } from './format-diagnostic.ts'

export interface FormatDiagnosticsOptions extends FormatDiagnosticOptions {
  /** Ends with the command that says more about the first error. */
  readonly more?: boolean
}

/** All of them, a blank line between, and a line that counts them. Ends in a line feed; no diagnostics, no text. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatDiagnosticsOptions): string {
  if (diagnostics.length === 0) return ''
  const blocks = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options))
  const more = options.more === true ? moreAbout(diagnostics) : ''
  return `${[...blocks, summary(diagnostics)].join('\n\n')}\n${more}`
}

/** A message about the command line says all there is to say. */
function moreAbout(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find(({ code }) => codes[code].severity === 'error' && code !== 'cli/usage')
  return first === undefined ? '' : `More about it: tpchmodel explain ${first.code}\n`
}

function summary(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ code }) => codes[code].severity === 'error').length
  const warnings = diagnostics.length - errors
  const counts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ]
  // A selection is located in the option it was written in, which is no file.
  const files = new Set(
    diagnostics.flatMap(({ location }) => (location?.file.startsWith('--') ? [] : (location?.file ?? []))),
  )
  return `${counts.join(' and ')}${files.size > 0 ? ` in ${plural(files.size, 'file')}` : ''}.`
}
