import { nearest } from '../util/nearest.ts'
import { codes, type DiagnosticCode } from './codes.ts'
import { dbtEvents, otherDbtEvents } from './dbt-events.ts'
import type { Diagnostic } from './diagnostic.ts'

/** What becomes of warnings: names are codes, events of dbt, and `Deprecations` for what dbt counts among those. */
export interface WarningPolicy {
  readonly error: 'all' | readonly string[]
  readonly warn: readonly string[]
  readonly silence: readonly string[]
}

/** Warnings are warnings. */
export const warningsWarn: WarningPolicy = { error: [], warn: [], silence: [] }

/** Every warning is an error, as with `--warn-error`. */
export const warningsFail: WarningPolicy = { error: 'all', warn: [], silence: [] }

const deprecations = 'Deprecations'

/** dbt's order: what is named counts before `Deprecations`, and that before `all`; `silence` before `warn` before `error`. */
export function treatmentOf(
  code: DiagnosticCode,
  { error, warn, silence }: WarningPolicy,
): 'error' | 'warn' | 'silence' {
  const events = dbtEvents[code] ?? []
  const named = [code, ...events]
  const levels = [named, events.some((name) => name.endsWith('Deprecation')) ? [deprecations] : []]
  for (const names of levels) {
    const isIn = (list: readonly string[]) => list.some((name) => names.includes(name))
    if (isIn(silence)) return 'silence'
    if (isIn(warn)) return 'warn'
    if (error !== 'all' && isIn(error)) return 'error'
  }
  return error === 'all' ? 'error' : 'warn'
}

/** Diagnostics as a policy wants them: warnings that are errors are marked, and silenced ones left out. */
export function judged(diagnostics: readonly Diagnostic[], policy: WarningPolicy): readonly Diagnostic[] {
  return diagnostics.flatMap((diagnostic) => {
    if (codes[diagnostic.code].severity === 'error') return [diagnostic]
    const treatment = treatmentOf(diagnostic.code, policy)
    if (treatment === 'silence') return []
    return [treatment === 'error' ? asError(diagnostic) : diagnostic]
  })
}

function asError(diagnostic: Diagnostic): Diagnostic {
  return {
    ...diagnostic,
    message: `${diagnostic.message}\nThis warning is an error here: --warn-error.`,
    severity: 'error',
  }
}

/** Why a name cannot stand in a policy, as a sentence with what is meant instead; undefined for one that can. */
export function nameProblem(name: string): { readonly message: string; readonly hint?: string } | undefined {
  const severity = Object.hasOwn(codes, name) ? codes[name as DiagnosticCode].severity : undefined
  if (severity === 'error' && name !== 'test/failed') return { message: `"${name}" is an error, and stays one.` }
  if (severity !== undefined || knownEvents().includes(name)) return undefined
  const warnings = Object.keys(codes).filter((code) => codes[code as DiagnosticCode].severity === 'warning')
  const meant = nearest(name, [...warnings, 'test/failed', ...knownEvents()])
  return {
    message: `"${name}" is the name of no warning.`,
    hint: meant === undefined ? `Codes of warnings are in docs/errors.md: ${warnings[0]}.` : `Did you mean "${meant}"?`,
  }
}

function knownEvents(): readonly string[] {
  return [deprecations, ...Object.values(dbtEvents).flat(), ...otherDbtEvents]
}
