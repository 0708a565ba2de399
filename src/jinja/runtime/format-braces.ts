import type { Given } from './arguments.ts'
import { bounded } from './budget.ts'
import { wrong } from './failure.ts'
import { exponential, fixed, general, grouped, padded } from './format-number.ts'
import { bigintOf, isInt, isNumber, numberOf } from './number.ts'
import { repr, str } from './text.ts'
import { plain, stringOf, typeName, type Value } from './value.ts'

/** A guarded look-up of a member. */
export type Look = (value: Value, name: string | number) => Value

const field = /^([^.[!:]*)((?:\.[^.[!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::([\s\S]*))?$/
const specShape = /^(?:([\s\S])?([<>=^]))?([-+ ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdeEfFgGnosxX%]?)$/

/** Python's `text.format(…)`. `look` is the guarded look-up of members inside of a field. */
export function formatBraces(text: string, given: Given, look: Look): string {
  let automatic = 0
  const expand = (pattern: string, depth: number): string =>
    pieces(pattern)
      .map((piece) => {
        if (typeof piece === 'string') return piece
        const [, name = '', path = '', convert, spec = ''] = field.exec(piece.field) ?? []
        const root = name === '' ? given.positional[automatic++] : argument(name, given)
        const value = walk(root, path, look)
        const converted = convert === undefined ? value : convert === 's' ? str(value) : repr(value)
        if (depth > 1) throw wrong('The fields of a format are nested too deeply.')
        return formatSpec(converted, expand(spec, depth + 1))
      })
      .join('')
  const result = expand(text, 0)
  bounded(result.length)
  return result
}

function argument(name: string, { positional, named }: Given): Value {
  const index = Number(name)
  const missing = Number.isInteger(index) ? index >= positional.length : !named.has(name)
  if (missing) throw wrong(`The format has a field "{${name}}", but no such value is given.`)
  return plain(Number.isInteger(index) ? positional[index] : named.get(name))
}

function walk(root: Value, path: string, look: Look): Value {
  let value = root
  for (const [, attribute, index] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    const name = attribute ?? index ?? ''
    value = look(value, attribute === undefined && /^\d+$/.test(name) ? Number(name) : name)
  }
  return plain(value)
}

/** A pattern in its texts and fields; doubled braces are text. */
function pieces(pattern: string): readonly (string | { readonly field: string })[] {
  const found: (string | { readonly field: string })[] = []
  let position = 0
  while (position < pattern.length) {
    const at = pattern.slice(position).search(/[{}]/)
    if (at === -1) break
    const brace = position + at
    found.push(pattern.slice(position, brace))
    if (pattern[brace + 1] === pattern[brace]) {
      found.push(pattern[brace] ?? '')
      position = brace + 2
      continue
    }
    const end = pattern[brace] === '{' ? closing(pattern, brace) : -1
    if (end === -1)
      throw wrong(`The format "${pattern}" has a single "${pattern[brace]}"; double it to write it as text.`)
    found.push({ field: pattern.slice(brace + 1, end) })
    position = end + 1
  }
  found.push(pattern.slice(position))
  return found
}

function closing(pattern: string, start: number): number {
  let depth = 0
  for (let index = start; index < pattern.length; index += 1) {
    if (pattern[index] === '{') depth += 1
    if (pattern[index] === '}') depth -= 1
    if (depth === 0) return index
  }
  return -1
}

/** `format(value, spec)`. */
export function formatSpec(value: Value, spec: string): string {
  if (spec === '') return str(value)
  const [, fill = '', align = '', sign = '', alternate = '', zero = '', width = '', group = '', precision, type = ''] =
    specShape.exec(spec) ?? []
  if (!specShape.test(spec)) throw wrong(`"${spec}" is not a format, such as ">10" or ".2f".`)
  const numeric = isNumber(value) && typeof value !== 'boolean' && type !== 's'
  const digits = precision === undefined ? undefined : Number(precision)
  const body = numeric
    ? formatNumber(value, { type, digits, group, alternate: alternate !== '' })
    : textBody(value, type).slice(0, digits)
  const negative = body.startsWith('-')
  const prefix = negative ? '-' : numeric && sign !== '-' ? sign : ''
  const text = negative ? body.slice(1) : body
  if (align === '=' || (zero !== '' && align === '' && numeric)) {
    return prefix + padded(text, Number(width) - prefix.length, '>', fill || (zero === '' ? ' ' : '0'))
  }
  const side = align === '' ? (numeric ? '>' : '<') : align
  // The pattern leaves only these three.
  return padded(prefix + text, Number(width), side as '<' | '>' | '^', fill || (zero === '' ? ' ' : '0'))
}

function textBody(value: Value, type: string): string {
  if (type !== '' && type !== 's')
    throw wrong(`The format "${type}" expects a number, but is given ${typeName(value)}.`)
  return stringOf(value) ?? str(value)
}

interface NumberFormat {
  readonly type: string
  readonly digits: number | undefined
  readonly group: string
  readonly alternate: boolean
}

const radixes: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
}

function formatNumber(value: Value, { type, digits, group, alternate }: NumberFormat): string {
  const radix = radixes[type]
  if (radix !== undefined && isInt(value)) {
    const integer = bigintOf(value)
    const text = (integer < 0n ? -integer : integer).toString(radix[0])
    return (integer < 0n ? '-' : '') + (alternate ? radix[1] : '') + (type === 'X' ? text.toUpperCase() : text)
  }
  if (isInt(value) && (type === '' || type === 'd' || type === 'n')) return grouped(bigintOf(value).toString(), group)
  if (type === 'c') return String.fromCodePoint(Number(value))
  return grouped(floatBody(numberOf(value) ?? Number.NaN, value, type, digits), group)
}

function floatBody(number: number, value: Value, type: string, digits: number | undefined): string {
  switch (type) {
    case 'f':
    case 'F':
      return fixed(number, digits ?? 6)
    case 'e':
      return exponential(number, digits ?? 6)
    case 'E':
      return exponential(number, digits ?? 6).toUpperCase()
    case '%':
      return `${fixed(number * 100, digits ?? 6)}%`
    case 'g':
    case 'n':
      return general(number, digits ?? 6)
    case 'G':
      return general(number, digits ?? 6).toUpperCase()
    case '':
      return digits === undefined ? str(value) : general(number, digits)
    default:
      throw wrong(`The format "${type}" expects a whole number.`)
  }
}
