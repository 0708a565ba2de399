/** A stretch of a file of the project. Lines and columns are computed only when something is printed. */
export interface Location {
  /** Relative to the project's folder, with forward slashes. */
  readonly file: string
  /** UTF-16 offset of the first character. */
  readonly start: number
  /** UTF-16 offset behind the last character; equal to `start` for a place between two characters. */
  readonly end: number
}
