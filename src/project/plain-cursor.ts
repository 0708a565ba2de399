/** Where reading stands: always at a line that says something, or behind the last one. */
export interface Cursor {
  readonly text: string
  /** First character of what is left of the line. */
  at: number
  /** The column of `at`; -1 behind the last line. */
  indent: number
  /** Behind the last character of the line. */
  lineEnd: number
}

/** Thrown where the text leaves the part of YAML that is read here; the other reader then takes it. */
export const unusual = new Error('Not the plain part of YAML.')

const space = 32
const hash = 35

export function cursorOf(text: string): Cursor {
  const cursor: Cursor = { text, at: 0, indent: -1, lineEnd: -1 }
  nextLine(cursor)
  return cursor
}

export function isOver({ indent }: Cursor): boolean {
  return indent === -1
}

/** Goes to the next line that is neither empty nor a comment. */
export function nextLine(cursor: Cursor): void {
  const { text } = cursor
  let start = cursor.lineEnd + 1
  while (start < text.length) {
    const end = lineEndAt(text, start)
    const at = skipSpaces(text, start)
    cursor.at = at
    cursor.indent = at - start
    cursor.lineEnd = end
    if (at < end && text.charCodeAt(at) !== hash) return
    start = end + 1
  }
  cursor.at = text.length
  cursor.indent = -1
  cursor.lineEnd = text.length
}

export function lineEndAt(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

export function skipSpaces(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === space) at += 1
  return at
}

/** Nothing but a comment is left between `at` and the end of the line. */
export function isRestEmpty({ text, lineEnd }: Cursor, at: number): boolean {
  if (at >= lineEnd) return true
  return text.charCodeAt(at) === hash && text.charCodeAt(at - 1) === space
}
