import { floatLiteral, integerLiteral } from './literals.ts'
import { dict } from './runtime/dict.ts'
import { wrong } from './runtime/failure.ts'
import type { Value } from './runtime/value.ts'

const token = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(true|false|null))\s*/y

/** JSON as a value, with Python's types: `1.0` is a float, and ints have any size. */
export function parseJson(text: string): Value {
  // The format itself is checked by JavaScript; what is left is to keep the types that it loses.
  try {
    JSON.parse(text)
  } catch (error) {
    throw wrong(`The text is not JSON: ${error instanceof Error ? error.message : ''}.`)
  }
  token.lastIndex = 0
  return readValue(text)
}

function readValue(text: string): Value {
  const [, punctuation, string, number, word] = token.exec(text) ?? []
  if (punctuation === '[') return readList(text)
  if (punctuation === '{') return readDict(text)
  if (string !== undefined) return String(JSON.parse(string))
  if (number !== undefined) return readNumber(number)
  return word === 'true' ? true : word === 'false' ? false : null
}

function readNumber(number: string): Value {
  if (/[.eE]/.test(number)) return floatLiteral(number)
  return integerLiteral(number)
}

/** Whether the next token is this one, which is then taken. */
function skip(text: string, punctuation: string): boolean {
  const before = token.lastIndex
  if (token.exec(text)?.[1] === punctuation) return true
  token.lastIndex = before
  return false
}

function readList(text: string): Value {
  const items: Value[] = []
  while (!skip(text, ']')) {
    skip(text, ',')
    items.push(readValue(text))
  }
  return items
}

function readDict(text: string): Value {
  const pairs: (readonly [Value, Value])[] = []
  while (!skip(text, '}')) {
    skip(text, ',')
    const key = readValue(text)
    skip(text, ':')
    pairs.push([key, readValue(text)])
  }
  return dict(pairs)
}
