import type { Location } from '../diagnostics/location.ts'

/** Where a stretch of rendered text comes from. */
export interface Span {
  /** UTF-16 offset in the rendered text; the span ends where the next begins. */
  readonly at: number
  /**
   * `verbatim`: the characters stand in the author's file one by one, from `origin.start` on.
   * `computed`: they are the value of the expression at `origin`.
   */
  readonly type: 'verbatim' | 'computed'
  readonly origin: Location
}

/** From rendered text back to the author's files. Spans are sorted by `at` and cover the whole text. */
export type SourceMap = readonly Span[]

/** The place in the author's file that the character at `position` of the rendered text comes from. */
export function originOf(map: SourceMap, position: number): Location | undefined {
  const span = map.findLast(({ at }) => at <= position) ?? map[0]
  if (span === undefined || span.type === 'computed') return span?.origin
  const start = Math.min(span.origin.start + Math.max(0, position - span.at), span.origin.end)
  return { file: span.origin.file, start, end: start }
}
