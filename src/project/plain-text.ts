import { type Cursor, isRestEmpty, lineEndAt, skipSpaces, unusual } from './plain-cursor.ts'
import type { YamlScalar } from './yaml-node.ts'
import { resolveScalar } from './yaml-scalar.ts'

const plainStart = /[A-Za-z0-9_./(<>$^+~=\\;\u00a1-\uffff]|-(?=[A-Za-z0-9.])/y
const endOfPlain = / #|: |:$/
const single = /'(?:[^'\n]|'')*'/y
const double = /"[^"\\\n]*"/y
const header = /[|>]-?(?= *(?:\n|$))/y

/** A text in quotes, on one line and without escapes, or a word without quotes up to the end of its line. */
export function readLineText(cursor: Cursor, at: number): YamlScalar {
  const { text, lineEnd } = cursor
  const quoted = readQuoted(text, at)
  if (quoted !== undefined) {
    if (!isRestEmpty(cursor, skipSpaces(text, quoted.end))) throw unusual
    return quoted
  }
  plainStart.lastIndex = at
  if (!plainStart.test(text)) throw unusual
  const line = text.slice(at, lineEnd)
  if (endOfPlain.test(line)) throw unusual
  const written = line.trimEnd()
  if (line.length !== written.length && !/^ *$/.test(line.slice(written.length))) throw unusual
  return { type: 'scalar', value: resolveScalar(written), text: written, start: at, end: at + written.length }
}

export function readQuoted(text: string, at: number): YamlScalar | undefined {
  const pattern = text[at] === "'" ? single : text[at] === '"' ? double : undefined
  if (pattern === undefined) return undefined
  pattern.lastIndex = at
  const [written] = pattern.exec(text) ?? []
  if (written === undefined) throw unusual
  const inner = written.slice(1, -1)
  const value = pattern === single ? inner.replaceAll("''", "'") : inner
  return { type: 'scalar', value, text: value, start: at, end: at + written.length }
}

/** A text behind `|` or `>`, without lines that ask for attention; undefined where none begins. Leaves the cursor at its last line. */
export function readBlockText(cursor: Cursor, at: number, parentIndent: number): YamlScalar | undefined {
  const { text } = cursor
  if (text[at] !== '|' && text[at] !== '>') return undefined
  header.lastIndex = at
  const [mark] = header.exec(text) ?? []
  if (mark === undefined) throw unusual
  const lines = blockLines(cursor, parentIndent)
  if (lines.length === 0) throw unusual
  const isFolded = mark.startsWith('>')
  if (isFolded && lines.some((line) => line === '' || line.startsWith(' ') || line.endsWith(' '))) throw unusual
  const joined = lines.join(isFolded ? ' ' : '\n')
  const value = mark.endsWith('-') ? joined : `${joined}\n`
  const end = Math.min(cursor.lineEnd + 1, text.length)
  return { type: 'scalar', value, text: value, start: at, end }
}

/** The lines below the header, without their indentation and without empty ones at the end. */
function blockLines(cursor: Cursor, parentIndent: number): readonly string[] {
  const { text } = cursor
  const first = cursor.lineEnd + 1
  const indent = skipSpaces(text, first) - first
  if (indent <= parentIndent || first + indent >= lineEndAt(text, first)) throw unusual
  const lines: string[] = []
  let filled = 0
  for (let start = first; start < text.length; ) {
    const end = lineEndAt(text, start)
    const content = skipSpaces(text, start)
    const isEmpty = content >= end
    if (!isEmpty && content - start <= parentIndent) break
    checkLine(content - start, indent, isEmpty)
    lines.push(text.slice(isEmpty ? end : start + indent, end))
    if (!isEmpty) {
      filled = lines.length
      cursor.lineEnd = end
    }
    start = end + 1
  }
  return lines.slice(0, filled)
}

/** An empty line may have no spaces of its own, and no line may stand to the left of the first. */
function checkLine(spaces: number, indent: number, isEmpty: boolean): void {
  if (isEmpty ? spaces > indent : spaces < indent) throw unusual
}
