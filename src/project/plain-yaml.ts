import { type Cursor, cursorOf, isOver, isRestEmpty, nextLine, skipSpaces, unusual } from './plain-cursor.ts'
import { readFlow } from './plain-flow.ts'
import { readBlockText, readLineText } from './plain-text.ts'
import type { YamlEntry, YamlNode } from './yaml-node.ts'

const key = /([A-Za-z_+][A-Za-z0-9_.+-]*):(?=[ \n]|$)/y
const dash = /-(?=[ \n]|$)/y
// biome-ignore lint/suspicious/noControlCharactersInRegex: a text with one of them is left to the other reader.
const foreign = /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u2028\u2029\ufeff]/
const depthLimit = 50

/**
 * Reads the part of YAML that nearly all properties files keep to, some twenty times faster than a whole parser:
 * block lists and mappings with plain keys, words, quoted texts of one line without escapes, simple `|` and `>` texts, `[ ]`
 * and `{ }` on one line, comments.
 *
 * Gives exactly the tree that `parseYaml` would make, or undefined for everything that is anything else, be it
 * wrong or only unusual.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (foreign.test(text)) return undefined
  const cursor = cursorOf(text)
  if (cursor.indent !== 0) return undefined
  try {
    const root = readBlock(cursor, 0)
    return isOver(cursor) ? root : undefined
  } catch (error) {
    if (error === unusual) return undefined
    throw error
  }
}

function readBlock(cursor: Cursor, depth: number): YamlNode {
  if (depth > depthLimit) throw unusual
  return isAt(dash, cursor.text, cursor.at) ? readList(cursor, depth) : readMap(cursor, depth)
}

function isAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(text)
}

function readMap(cursor: Cursor, depth: number): YamlNode {
  const { at: start, indent, text } = cursor
  const entries = new Map<string, YamlEntry>()
  while (cursor.indent === indent) {
    const { at } = cursor
    key.lastIndex = at
    const name = key.exec(text)?.[1]
    if (name === undefined || name === '__proto__' || entries.has(name)) throw unusual
    const keyEnd = at + name.length
    const value = readValue(cursor, skipSpaces(text, keyEnd + 1), { indent, isKey: true, depth })
    entries.set(name, { key: name, keyStart: at, keyEnd, value })
  }
  if (cursor.indent > indent) throw unusual
  const list = [...entries.values()]
  return { type: 'map', entries: list, start, end: list.at(-1)?.value.end ?? start }
}

function readList(cursor: Cursor, depth: number): YamlNode {
  const { at: start, indent, text } = cursor
  const items: YamlNode[] = []
  while (cursor.indent === indent && isAt(dash, text, cursor.at)) {
    const at = skipSpaces(text, cursor.at + 1)
    if (isAt(dash, text, at)) throw unusual
    if (isAt(key, text, at)) {
      cursor.indent += at - cursor.at
      cursor.at = at
      items.push(readMap(cursor, depth + 1))
    } else items.push(readValue(cursor, at, { indent, isKey: false, depth }))
  }
  if (cursor.indent > indent) throw unusual
  return { type: 'list', items, start, end: items.at(-1)?.end ?? start }
}

interface Parent {
  readonly indent: number
  /** The value stands behind a key, so that a list below it may begin in the key's own column. */
  readonly isKey: boolean
  readonly depth: number
}

/** What stands behind a key or a dash. Leaves the cursor at the first line behind it. */
function readValue(cursor: Cursor, at: number, { indent, isKey, depth }: Parent): YamlNode {
  const { text } = cursor
  if (isRestEmpty(cursor, at)) {
    nextLine(cursor)
    const isBelow = cursor.indent > indent || (isKey && cursor.indent === indent && isAt(dash, text, cursor.at))
    return isBelow ? readBlock(cursor, depth + 1) : { type: 'scalar', value: null, text: '', start: at, end: at }
  }
  const value = readBlockText(cursor, at, indent) ?? readInline(cursor, at)
  nextLine(cursor)
  // A line that is indented more would go on with the text.
  if (cursor.indent > indent) throw unusual
  return value
}

function readInline(cursor: Cursor, at: number): YamlNode {
  const { text } = cursor
  if (text[at] !== '[' && text[at] !== '{') return readLineText(cursor, at)
  const flow = readFlow(text, at, 0)
  if (!isRestEmpty(cursor, skipSpaces(text, flow.end))) throw unusual
  return flow
}
