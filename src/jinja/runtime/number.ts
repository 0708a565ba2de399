import { type Decimal, isDecimal, isFloatBox, type Value } from './value.ts'

/** Whether a value is an int, as which a bool counts. */
export function isInt(value: Value): value is number | bigint | boolean {
  return Number.isInteger(value) || typeof value === 'bigint' || typeof value === 'boolean'
}

export function isFloat(value: Value): boolean {
  return isFloatBox(value) || (typeof value === 'number' && !Number.isInteger(value))
}

export function isNumber(value: Value): boolean {
  return typeof value === 'number' || isInt(value) || isFloatBox(value) || isDecimal(value)
}

/** An int as a bigint. */
export function bigintOf(value: number | bigint | boolean): bigint {
  return BigInt(value)
}

/** Any number as JavaScript's, or `undefined` for what is none. Big ints lose digits. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value)
  if (isFloatBox(value)) return value.value
  return isDecimal(value) ? Number(decimalText(value)) : undefined
}

/** The digits of a decimal with its point. */
export function decimalText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const all = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  return scale === 0 ? sign + all : `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`
}

/** A float as Python prints it: `2.0`, `1e+16`, `1e-05`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const digits = Math.abs(exponent).toString().padStart(2, '0')
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`
  }
  const text = exponent < 0 ? value.toFixed(mantissa.replace(/\D/g, '').length - exponent - 1) : String(value)
  return text.includes('.') ? text : `${text}.0`
}
