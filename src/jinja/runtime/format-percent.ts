import { bounded } from './budget.ts'
import { getItem } from './dict.ts'
import { wrong } from './failure.ts'
import { exponential, fixed, general, padded } from './format-number.ts'
import { bigintOf, isInt, numberOf } from './number.ts'
import { repr, str } from './text.ts'
import { isDict, isTuple, plain, typeName, type Value } from './value.ts'

interface Spec {
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly type: string
}

const conversion = /%(?:\(([^)]*)\))?([-#0 +]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([\s\S]?)/g

/** `text % values`: Python's printf-like formatting. */
export function formatPercent(text: string, values: Value): string {
  const source = takeFrom(values)
  const result = text.replace(
    conversion,
    (whole, key?: string, flags = '', width = '', precision?: string, type = '') => {
      if (type === '%') return '%'
      const dotted = whole.includes('.')
      const spec: Spec = {
        flags,
        width: width === '*' ? Number(source.next()) : Number(width),
        precision: precision === '*' ? Number(source.next()) : dotted ? Number(precision ?? 0) : undefined,
        type,
      }
      return pad(formatOne(key === undefined ? source.next() : source.named(key), spec), spec)
    },
  )
  source.finish()
  bounded(result.length)
  return result
}

interface Source {
  next(): Value
  named(key: string): Value
  finish(): void
}

function takeFrom(values: Value): Source {
  const items = isTuple(values) ? values.items : [values]
  let taken = 0
  return {
    next: () => {
      if (taken >= items.length) throw wrong('"%" has more places in the text than values.')
      return plain(items[taken++])
    },
    named: (key) => {
      taken = items.length
      if (!isDict(values)) throw wrong(`"%(${key})" expects a dict, but is given ${typeName(values)}.`)
      return getItem(values, key)
    },
    finish: () => {
      if (taken < items.length && !isDict(values) && !Array.isArray(values))
        throw wrong('"%" has fewer places in the text than values.')
    },
  }
}

function formatOne(value: Value, spec: Spec): string {
  switch (spec.type) {
    case 's':
      return str(value).slice(0, spec.precision)
    case 'r':
    case 'a':
      return repr(value).slice(0, spec.precision)
    case 'c':
      return isInt(value) ? String.fromCodePoint(Number(value)) : str(value)
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return whole(value, spec)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return real(value, spec)
    default:
      throw wrong(`"%${spec.type}" is not a format; expected one of s, r, d, x, o, f, e, g, c or %%.`)
  }
}

function whole(value: Value, { type, flags, precision }: Spec): string {
  const number = numberOf(value)
  if (number === undefined) throw wrong(`"%${type}" expects a number, but is given ${typeName(value)}.`)
  const integer = isInt(value) ? bigintOf(value) : BigInt(Math.trunc(number))
  const radix = type === 'o' ? 8 : type.toLowerCase() === 'x' ? 16 : 10
  const digits = (integer < 0n ? -integer : integer).toString(radix).padStart(precision ?? 0, '0')
  const prefix = flags.includes('#') ? { 8: '0o', 16: `0${type}`, 10: '' }[radix] : ''
  return sign(integer < 0n, flags) + prefix + (type === 'X' ? digits.toUpperCase() : digits)
}

function real(value: Value, { type, flags, precision = 6 }: Spec): string {
  const number = numberOf(value)
  if (number === undefined) throw wrong(`"%${type}" expects a number, but is given ${typeName(value)}.`)
  const size = Math.abs(number)
  const lower = type.toLowerCase()
  const text =
    lower === 'f'
      ? fixed(size, precision)
      : lower === 'e'
        ? exponential(size, precision)
        : general(size, precision, flags.includes('#'))
  const cased = type === lower ? text : text.toUpperCase()
  return sign(number < 0 || Object.is(number, -0), flags) + cased
}

function sign(negative: boolean, flags: string): string {
  if (negative) return '-'
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
}

function pad(text: string, { flags, width, type }: Spec): string {
  if (flags.includes('-')) return padded(text, width, '<')
  if (!flags.includes('0') || 'src'.includes(type)) return padded(text, width, '>')
  const [prefix = ''] = /^[-+ ]?(?:0[xXo])?/.exec(text) ?? []
  return prefix + padded(text.slice(prefix.length), width - prefix.length, '>', '0')
}
