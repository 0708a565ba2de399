/** A place as people count: lines and characters from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The line and the column of an offset; one behind the end is the end. A surrogate pair is one character, a tab too. */
export function positionOf(text: string, offset: number): Position {
  const { line, start } = lineAt(text, offset)
  return { line, column: [...text.slice(start, Math.min(offset, text.length))].length + 1 }
}

/** The line that an offset is in: its number from 1, and its stretch without the line's end. */
export function lineAt(
  text: string,
  offset: number,
): { readonly line: number; readonly start: number; readonly end: number } {
  const at = Math.max(0, Math.min(offset, text.length))
  let line = 1
  let start = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < at; next = text.indexOf('\n', start)) {
    line += 1
    start = next + 1
  }
  const feed = text.indexOf('\n', start)
  const end = feed === -1 ? text.length : feed
  return { line, start, end: end > start && text[end - 1] === '\r' && feed !== -1 ? end - 1 : end }
}
