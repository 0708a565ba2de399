import type { Given } from './arguments.ts'
import { bounded } from './budget.ts'
import { wrong } from './failure.ts'
import { exponential, fixed, general, grouped, padded } from './format-number.ts'
import { bigintOf, isInt, isNumber, numberOf } from './number.ts'
import { repr, str } from './text.ts'
import { plain, typeName, type Value } from './value.ts'

/** A guarded look-up of a member. */
export type Look = (value: Value, name: string | number) => Value

const field = /^([^.[!:]*)((?:\.[^.[!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::([\s\S]*))?$/
const specShape = /^(?:([\s\S])?([<>=^]))?([-+ ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([bcdeEfFgGnosxX%]?)$/

/** Python's `text.format(…)`. `look` is the guarded look-up of members inside of a field. */
export function formatBraces(text: string, given: Given, look: Look): string {
  let automatic = 0
  const root = (name: string): Value => argument(name === '' ? String(automatic++) : name, given)
  const expand = (pattern: string, depth: number): string => {
    if (depth > 2) throw wrong('The fields of a format are nested too deeply.')
    return pieces(pattern)
      .map((piece) => (typeof piece === 'string' ? piece : formatField(piece.field, depth)))
      .join('')
  }
  const formatField = (source: string, depth: number): string => {
    const [, name = '', path = '', convert, spec = ''] = field.exec(source) ?? []
    const value = walk(root(name), path, look)
    const converted = convert === undefined ? value : convert === 's' ? str(value) : repr(value)
    return formatSpec(converted, expand(spec, depth + 1))
  }
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

interface Spec {
  readonly fill: string
  readonly align: string
  readonly sign: string
  readonly alternate: boolean
  readonly zero: boolean
  readonly width: number
  readonly group: string
  readonly digits: number | undefined
  readonly type: string
}

function parseSpec(spec: string): Spec {
  const parts = specShape.exec(spec)
  if (parts === null) throw wrong(`"${spec}" is not a format, such as ">10" or ".2f".`)
  const [, fill = '', align = '', sign = '', alternate, zero, width, group = '', precision, type = ''] = parts
  const digits = precision === undefined ? undefined : Number(precision)
  return {
    fill,
    align,
    sign,
    alternate: alternate !== '',
    zero: zero !== '',
    width: Number(width),
    group,
    digits,
    type,
  }
}

/** `format(value, spec)`. */
function formatSpec(value: Value, text: string): string {
  if (text === '') return str(value)
  const spec = parseSpec(text)
  const isNumeric = isNumber(value) && typeof value !== 'boolean' && spec.type !== 's'
  const body = isNumeric ? formatNumber(value, spec) : textBody(value, spec.type).slice(0, spec.digits)
  return isNumeric ? alignNumber(body, spec) : padded(body, spec.width, sideOf(spec, '<'), fillOf(spec))
}

function alignNumber(body: string, spec: Spec): string {
  const { align, sign, zero, width } = spec
  const isNegative = body.startsWith('-')
  const prefix = isNegative ? '-' : sign === '-' ? '' : sign
  const digits = isNegative ? body.slice(1) : body
  if (align !== '=' && !(zero && align === '')) return padded(prefix + digits, width, sideOf(spec, '>'), fillOf(spec))
  return prefix + padded(digits, width - prefix.length, '>', fillOf(spec))
}

function fillOf({ fill, zero }: Spec): string {
  return fill === '' ? (zero ? '0' : ' ') : fill
}

function sideOf({ align }: Spec, fallback: '<' | '>'): '<' | '>' | '^' {
  return align === '<' || align === '>' || align === '^' ? align : fallback
}

function textBody(value: Value, type: string): string {
  if (type !== '' && type !== 's')
    throw wrong(`The format "${type}" expects a number, but is given ${typeName(value)}.`)
  return str(value)
}

const radixes: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
}

function formatNumber(value: Value, { type, digits, group, alternate }: Spec): string {
  const radix = radixes[type]
  if (isInt(value) && radix !== undefined) return inRadix(bigintOf(value), radix, alternate, type === 'X')
  if (isInt(value) && ['', 'd', 'n'].includes(type)) return grouped(bigintOf(value).toString(), group)
  if (type === 'c') return String.fromCodePoint(Number(value))
  return grouped(floatBody(numberOf(value) ?? Number.NaN, value, [type, digits]), group)
}

function inRadix(
  value: bigint,
  ...[[base, prefix], alternate, upper]: readonly [readonly [number, string], boolean, boolean]
): string {
  const digits = (value < 0n ? -value : value).toString(base)
  return (value < 0n ? '-' : '') + (alternate ? prefix : '') + (upper ? digits.toUpperCase() : digits)
}

function floatBody(number: number, value: Value, [type, digits]: readonly [string, number | undefined]): string {
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
