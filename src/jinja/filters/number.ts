import { bind, type Given, intArgument, textArgument } from '../runtime/arguments.ts'
import { signed } from '../runtime/arithmetic.ts'
import { less } from '../runtime/compare.ts'
import { decimalOf } from '../runtime/decimal.ts'
import { undefinedValue, wrong } from '../runtime/failure.ts'
import { fixed } from '../runtime/format-number.ts'
import { isFloat, isInt, isNumber, numberOf } from '../runtime/number.ts'
import { float, int, isDecimal, stringOf, typeName, type Value } from '../runtime/value.ts'

type Filter = (input: Value, given: Given) => Value

/** Filters that make numbers. */
export const numberFilters: readonly (readonly [string, Filter])[] = [
  ['int', toInt],
  ['float', toFloat],
  ['round', round],
  ['abs', absolute],
]

function toInt(input: Value, given: Given): Value {
  const [fallback = 0, base] = bind('int', given, ['default', 'base'])
  if (input === undefined) throw undefinedValue('target')
  const text = stringOf(input)
  if (text !== undefined) return parseInteger(text, intArgument('int', base, 10)) ?? fallback
  if (isInt(input)) return int(BigInt(input))
  if (isDecimal(input)) return int(input.digits / 10n ** BigInt(input.scale))
  const number = numberOf(input)
  return number !== undefined && Number.isFinite(number) ? int(BigInt(Math.trunc(number))) : fallback
}

/** The int that a text is; the whole part of one that is a float. */
function parseInteger(text: string, base = 10): Value {
  const trimmed = text.trim().replaceAll('_', '').toLowerCase()
  const prefix = { 2: '0b', 8: '0o', 16: '0x' }[base]
  const sign = /^[-+]?/.exec(trimmed)?.[0] ?? ''
  const digits = trimmed.slice(sign.length).replace(prefix !== undefined ? new RegExp(`^${prefix}`) : /^$/, '')
  const value = digits === '' || digits.length > 5000 ? undefined : parseDigits(digits, base)
  if (value !== undefined) return int(sign === '-' ? -value : value)
  const number = base === 10 ? parseFloatText(trimmed) : undefined
  return number !== undefined && Number.isFinite(number) ? int(BigInt(Math.trunc(number))) : undefined
}

function parseDigits(digits: string, base: number): bigint | undefined {
  let value = 0n
  for (const each of digits) {
    const digit = Number.parseInt(each, base)
    if (Number.isNaN(digit)) return undefined
    value = value * BigInt(base) + BigInt(digit)
  }
  return value
}

function parseFloatText(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase().replaceAll('_', '')
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(trimmed)) return Number(trimmed)
  const special = /^([-+]?)(inf|infinity|nan)$/.exec(trimmed)
  if (special === null) return undefined
  return special[2] === 'nan' ? Number.NaN : special[1] === '-' ? -Infinity : Infinity
}

function toFloat(input: Value, given: Given): Value {
  const [fallback = float(0)] = bind('float', given, ['default'])
  if (input === undefined) throw undefinedValue('target')
  const text = stringOf(input)
  const number = text === undefined ? numberOf(input) : parseFloatText(text)
  return number === undefined ? fallback : float(number)
}

function round(input: Value, given: Given): Value {
  const [digits, method = 'common'] = bind('round', given, ['precision', 'method'])
  const precision = intArgument('round', digits, 0)
  const name = textArgument('round', method)
  const number = numberOf(input)
  if (number === undefined) throw wrong(`"round" expects a number, but is given ${typeName(input)}.`)
  if (name === 'common' && isInt(input))
    return precision >= 0 ? int(BigInt(input)) : int(BigInt(Math.round(number / 10 ** -precision) * 10 ** -precision))
  if (name === 'common') return roundEven(number, precision)
  if (name !== 'ceil' && name !== 'floor') throw wrong('"round" knows the methods "common", "ceil" and "floor".')
  return float(Math[name](number * 10 ** precision) / 10 ** precision)
}

function roundEven(number: number, precision: number): Value {
  if (precision >= 0) return float(Number(fixed(number, precision)))
  const unit = 10 ** -precision
  return float(Number(fixed(number / unit, 0)) * unit)
}

function absolute(input: Value, given: Given): Value {
  bind('abs', given, [])
  if (!isNumber(input)) throw wrong(`"abs" expects a number, but is given ${typeName(input)}.`)
  return less(input, 0) || (isFloat(input) && Object.is(numberOf(input), -0)) ? signed('-', input) : signed('+', input)
}

/** A text that is a number or decimal as that number, else `undefined`. */
export function numberIn(text: string): Value {
  const trimmed = text.trim()
  if (/^[-+]?\d+$/.test(trimmed)) return parseInteger(trimmed)
  const number = parseFloatText(trimmed)
  return number === undefined || (decimalOf(number) === undefined && !Number.isFinite(number))
    ? undefined
    : float(number)
}
