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
