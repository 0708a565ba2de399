import { isInt, numberOf } from './number.ts'
import { type Decimal, float, isDecimal, kind, type Value } from './value.ts'

const shape = /^\s*([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?\s*$/

function decimal(digits: bigint, scale: number): Decimal {
  return scale < 0
    ? { [kind]: 'decimal', digits: digits * 10n ** BigInt(-scale), scale: 0 }
    : { [kind]: 'decimal', digits, scale }
}

/** A decimal from its digits: `12.50`. `undefined` for a text that is none, or has more than 400 digits. */
export function parseDecimal(text: string): Decimal | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = shape.exec(text) ?? []
  if (sign === undefined || whole + fraction === '' || text.length > 400 || Math.abs(Number(exponent)) > 400)
    return undefined
  const digits = BigInt(whole + fraction)
  return decimal(sign === '-' ? -digits : digits, fraction.length - Number(exponent))
}

/** A decimal or an int as a decimal. */
export function decimalOf(value: Value): Decimal | undefined {
  if (isDecimal(value)) return value
  return isInt(value) ? decimal(BigInt(value), 0) : undefined
}

function aligned(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale]
}

/** The order of two numbers of which one is a decimal. */
export function compareDecimals(a: Value, b: Value): number {
  const [left, right] = [decimalOf(a), decimalOf(b)]
  if (left === undefined || right === undefined) return (numberOf(a) ?? Number.NaN) - (numberOf(b) ?? Number.NaN)
  const [x, y] = aligned(left, right)
  return x === y ? 0 : x < y ? -1 : 1
}

/**
 * `+`, `-` and `*` exactly; `/` to 28 digits, as Python does. `undefined` for an operand that is no
 * decimal or int, and for a division by zero.
 */
export function decimalArithmetic(operator: string, a: Value, b: Value): Value {
  const [left, right] = [decimalOf(a), decimalOf(b)]
  if (left === undefined || right === undefined) return undefined
  const [x, y, scale] = aligned(left, right)
  switch (operator) {
    case '+':
      return decimal(x + y, scale)
    case '-':
      return decimal(x - y, scale)
    case '*':
      return decimal(left.digits * right.digits, left.scale + right.scale)
    case '**':
      return float((numberOf(a) ?? Number.NaN) ** (numberOf(b) ?? Number.NaN))
    default:
      return y === 0n ? undefined : divided(operator, x, [y, scale])
  }
}

function divided(operator: string, x: bigint, [y, scale]: readonly [bigint, number]): Decimal {
  if (operator === '/') return quotient(x, y)
  return operator === '%' ? decimal(x % y, scale) : decimal(x / y, 0)
}

/** The quotient to 28 digits or more. */
function quotient(x: bigint, y: bigint): Decimal {
  const places = Math.max(0, 28 + lengthOf(y) - lengthOf(x))
  const exact = (x * 10n ** BigInt(places + 1)) / y
  let digits = (exact + (exact < 0n ? -5n : 5n)) / 10n
  let scale = places
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n
    scale -= 1
  }
  return decimal(digits, scale)
}

function lengthOf(digits: bigint): number {
  return (digits < 0n ? -digits : digits).toString().length
}
