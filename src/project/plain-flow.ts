import { skipSpaces, unusual } from './plain-cursor.ts'
import { readQuoted } from './plain-text.ts'
import type { YamlEntry, YamlNode } from './yaml-node.ts'
import { resolveScalar } from './yaml-scalar.ts'

const word = /[A-Za-z0-9_./(+-][A-Za-z0-9_./()+*<>=$%-]*(?: +[A-Za-z0-9_./()+*<>=$%-]+)*/y
const key = /([A-Za-z_][A-Za-z0-9_.+-]*):(?= )/y

/** A list in [ ] or a mapping in { }, on one line, of plain words and quoted texts. */
export function readFlow(text: string, at: number, depth: number): YamlNode {
  if (depth > 20) throw unusual
  if (text[at] === '[') return readFlowList(text, at, depth)
  if (text[at] === '{') return readFlowMap(text, at, depth)
  const quoted = readQuoted(text, at)
  if (quoted !== undefined) return quoted
  word.lastIndex = at
  const [written] = word.exec(text) ?? []
  if (written === undefined || /^-(?: |$)/.test(written)) throw unusual
  return { type: 'scalar', value: resolveScalar(written), text: written, start: at, end: at + written.length }
}

function readFlowList(text: string, start: number, depth: number): YamlNode {
  const items: YamlNode[] = []
  let at = skipSpaces(text, start + 1)
  while (text[at] !== ']') {
    const item = readFlow(text, at, depth + 1)
    items.push(item)
    at = afterItem(text, item.end, ']')
  }
  return { type: 'list', items, start, end: at + 1 }
}

function readFlowMap(text: string, start: number, depth: number): YamlNode {
  const entries = new Map<string, YamlEntry>()
  let at = skipSpaces(text, start + 1)
  while (text[at] !== '}') {
    key.lastIndex = at
    const name = key.exec(text)?.[1]
    if (name === undefined || name === '__proto__' || entries.has(name)) throw unusual
    const keyEnd = at + name.length
    const value = readFlow(text, skipSpaces(text, keyEnd + 1), depth + 1)
    entries.set(name, { key: name, keyStart: at, keyEnd, value })
    at = afterItem(text, value.end, '}')
  }
  return { type: 'map', entries: [...entries.values()], start, end: at + 1 }
}

/** Behind the comma, or at the closing bracket. */
function afterItem(text: string, from: number, closing: string): number {
  const at = skipSpaces(text, from)
  if (text[at] === closing) return at
  if (text[at] !== ',') throw unusual
  const next = skipSpaces(text, at + 1)
  if (text[next] === closing) throw unusual
  return next
}
