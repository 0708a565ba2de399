import { wrong } from '../runtime/failure.ts'

/** Python's flags of regular expressions. */
export const patternFlags = { IGNORECASE: 2, MULTILINE: 8, DOTALL: 16, UNICODE: 32, VERBOSE: 64, ASCII: 256 } as const

const letters: Readonly<Record<string, number>> = { i: 2, m: 8, s: 16, u: 32, x: 64, a: 256 }
const inlineFlags = /\(\?([aiLmsux]+)\)/g
const comment = /(\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\])|\s+|#[^\n]*/g
const token =
  /\\[1-9]\d?|\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|[\s\S])|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\(\?P?[<=#:!][=!]?|\{\d*,?\d*\}|[\s\S]/gu
const start = '(?<![\\s\\S])'
const end = '(?![\\s\\S])'

export interface Translated {
  readonly source: string
  /** Python's flags, with those that stand in the pattern. */
  readonly flags: number
}

/** A regular expression of Python as one of JavaScript. */
export function translatePattern(pattern: string, given: number): Translated {
  const flags = [...pattern.matchAll(inlineFlags)]
    .flatMap(([, inline = '']) => [...inline])
    .reduce((all, letter) => all | (letters[letter] ?? 0), given)
  const bare = pattern.replace(inlineFlags, '').replace(/\(\?#[^)]*\)/g, '')
  const dense = flags & patternFlags.VERBOSE ? bare.replace(comment, (_, kept?: string) => kept ?? '') : bare
  const named = dense.replace(/\(\?P=([^)]*)\)/g, (_, name: string) => `\\k<${name}>`)
  return { source: translate(named, flags), flags }
}

function translate(pattern: string, flags: number): string {
  const isDotAll = (flags & patternFlags.DOTALL) !== 0
  const isMultiline = (flags & patternFlags.MULTILINE) !== 0
  const single: Readonly<Record<string, string>> = {
    '.': isDotAll ? '[\\s\\S]' : '[^\\n]',
    $: isMultiline ? `(?=\\n|${end})` : `(?=\\n?${end})`,
    '^': isMultiline ? `(?:${start}|(?<=\\n))` : start,
    '{': '\\{',
    '}': '\\}',
    ']': '\\]',
    '(?P<': '(?<',
    '{}': '\\{\\}',
  }
  return pattern.replace(token, (part) => single[part] ?? longPart(part))
}

function longPart(part: string): string {
  if (part.startsWith('\\')) return escapePart(part)
  if (part.startsWith('[')) return classPart(part)
  return part.startsWith('{,') ? part.replace('{,', '{0,') : part
}

/** A class of characters: `[^\w-]`. A `]` that stands first in it is one of its characters. */
function classPart(part: string): string {
  const [, open = '', inside = ''] = /^(\[\^?)([\s\S]*)\]$/.exec(part) ?? []
  const body = inside.replace(/\\[\s\S]|[[\]]/g, (each) => {
    if (each === '\\w') return '\\p{L}\\p{N}_'
    if (each === '\\d') return '\\p{Nd}'
    return each.length === 1 ? `\\${each}` : literalEscape(each)
  })
  return `${open}${body}]`
}

const escapes: Readonly<Record<string, string>> = {
  '\\A': start,
  '\\Z': end,
  '\\w': '[\\p{L}\\p{N}_]',
  '\\W': '[^\\p{L}\\p{N}_]',
  '\\d': '\\p{Nd}',
  '\\D': '\\P{Nd}',
  '\\-': '-',
}

function escapePart(part: string): string {
  if (/^\\[1-9]/.test(part)) return `${part}(?:)`
  return escapes[part] ?? literalEscape(part)
}

/** An escape that means the same in both; others of a sign are the sign, and of a letter unknown to both. */
function literalEscape(part: string): string {
  if (/^\\(?:[bBsSDWnrtfv0k]|x|u|[-^$\\.*+?()[\]{}|/])/.test(part)) return part
  if (part === '\\a') return '\\x07'
  if (/^\\[A-Za-z0-9]$/.test(part)) throw wrong(`"${part}" has no meaning in a regular expression.`)
  return part.slice(1)
}
