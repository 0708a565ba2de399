import { codes } from '../diagnostics/codes.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { plural } from './format-count.ts'
import { type FormatDiagnosticOptions, formatDiagnostic } from './format-diagnostic.ts'

/** All of them, a blank line between, and a line that counts them. Ends in a line feed; no diagnostics, no text. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatDiagnosticOptions): string {
  if (diagnostics.length === 0) return ''
  const blocks = diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, options))
  return `${[...blocks, summary(diagnostics)].join('\n\n')}\n`
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
