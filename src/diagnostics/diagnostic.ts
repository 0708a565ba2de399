import { codes, type DiagnosticCode } from './codes.ts'
import type { Location } from './location.ts'

/** A mistake in a project, or a warning about it, as data: what, where, why, what to do. */
export interface Diagnostic {
  /** Room, slash, what: `parse/unknown-ref`. Permanent, and explained in `docs/errors.md`. */
  readonly code: DiagnosticCode
  /** What happened and why, in one or two sentences. */
  readonly message: string
  readonly location?: Location
  /** What to do, with a command if there is one. */
  readonly hint?: string
  /** In place of the title of its code, where that would speak of something else. */
  readonly title?: string
  /** Of a warning that this run takes as an error. */
  readonly severity?: 'error'
  /** Other places that matter, such as the first of two nodes with one name. */
  readonly related?: readonly { readonly message: string; readonly location: Location }[]
}

/** How serious a diagnostic is: as its code says, unless this run takes it as an error. */
export function severityOf({ code, severity }: Diagnostic): 'error' | 'warning' {
  return severity ?? codes[code].severity
}

/** What is printed behind the code. */
export function titleOf({ code, title }: Diagnostic): string {
  return title ?? codes[code].title
}

/** What may have a mistake that the title of a code tells of a model. */
export type Subject = 'model' | 'test' | 'unit_test' | 'exposure' | 'query' | 'seed' | 'source'

/** A diagnostic whose title speaks of its subject: `A test selects a column …`. */
export function saidOf(subject: Subject, diagnostic: Diagnostic): Diagnostic {
  const { title } = codes[diagnostic.code]
  if (subject === 'model' || !title.startsWith('A model ')) return diagnostic
  const named = subject.replace('_', ' ')
  return { ...diagnostic, title: title.replace('A model', `${named.startsWith('e') ? 'An' : 'A'} ${named}`) }
}

/** What a stage throws to the caller of the API when a project has mistakes: all of them, sorted by file and position. */
export class ProjectError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  /** Models in which nothing is wrong, where the whole project was read. */
  readonly fine: number | undefined

  constructor(diagnostics: readonly Diagnostic[], { fine }: { readonly fine?: number } = {}) {
    super(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'))
    this.name = 'ProjectError'
    this.fine = fine
    this.diagnostics = diagnostics.toSorted(byPlace)
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const byFile = (a.location?.file ?? '').localeCompare(b.location?.file ?? '')
  return byFile === 0 ? (a.location?.start ?? 0) - (b.location?.start ?? 0) : byFile
}
