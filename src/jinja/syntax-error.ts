import type { Diagnostic } from '../diagnostics/diagnostic.ts'

/** A place where the template stops to be well formed; becomes a diagnostic where the file's name is known. */
export class SyntaxFailure extends Error {
  readonly start: number
  readonly end: number
  readonly hint: string | undefined

  constructor(message: string, place: { readonly start: number; readonly end: number }, hint?: string) {
    super(message)
    this.name = 'SyntaxFailure'
    this.start = place.start
    this.end = place.end
    this.hint = hint
  }
}

/** `parse/template`: the template is not well formed. */
export function notWellFormed(failure: SyntaxFailure, file: string): Diagnostic {
  return {
    code: 'parse/template',
    message: failure.message,
    location: { file, start: failure.start, end: failure.end },
    ...(failure.hint !== undefined && { hint: failure.hint }),
  }
}
