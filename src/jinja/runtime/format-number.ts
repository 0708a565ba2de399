import { bounded } from './budget.ts'

/** A float with `precision` digits behind the point, ties to even, as Python rounds. */
export function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return notFinite(value)
  bounded(precision)
  const digits = Math.min(precision, 100)
  const size = Math.abs(value)
  if (size >= 1e21) return `${BigInt(value)}${precision > 0 ? `.${'0'.repeat(precision)}` : ''}`
  const text = isTie(size, digits) ? toEven(size, digits) : size.toFixed(digits)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  return sign + text + '0'.repeat(precision - digits)
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf'
}

function isTie(value: number, digits: number): boolean {
  if (digits >= 99) return false
  const exact = value.toFixed(100)
  return /^50*$/.test(exact.slice(exact.indexOf('.') + 1 + digits))
}

function toEven(value: number, digits: number): string {
  const exact = value.toFixed(digits + 1).slice(0, -1)
  const kept = exact.replace('.', '')
  const even = Number(kept.at(-1)) % 2 === 0 ? BigInt(kept) : BigInt(kept) + 1n
  const text = even.toString().padStart(digits + 1, '0')
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** `1.50e+03`. */
export function exponential(value: number, precision: number): string {
  if (!Number.isFinite(value)) return notFinite(value)
  const [mantissa = '', power = '0'] = value.toExponential(Math.min(precision, 100)).split('e')
  const exponent = Number(power)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`
}

/** The shorter of the two at `precision` significant digits, without zeros at the end. */
export function general(value: number, precision: number, keepZeros = false): string {
  if (!Number.isFinite(value)) return notFinite(value)
  const digits = Math.max(1, Math.min(precision, 100))
  const exponent = value === 0 ? 0 : Number(value.toExponential(digits - 1).split('e')[1])
  const text =
    exponent < -4 || exponent >= digits ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent)
  if (keepZeros || !text.includes('.')) return text
  return text.replace(/\.?0+(?=e|$)/, '')
}

/** Digits in groups of three: `1,234,567`. */
export function grouped(digits: string, separator: string): string {
  const [whole = '', ...rest] = digits.split('.')
  return [whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator), ...rest].join('.')
}

/** Text in the middle of `width`, as Python's method and Jinja's filter `center` place it. */
export function centered(text: string, width: number, fill = ' '): string {
  const missing = Math.max(0, bounded(width) - text.length)
  const left = Math.floor(missing / 2) + (missing & width & 1)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}

/** Text widened to `width` with `fill`. */
export function padded(text: string, width: number, align: '<' | '>' | '^', fill = ' '): string {
  const missing = bounded(width) - text.length
  if (missing <= 0) return text
  if (align === '<') return text + fill.repeat(missing)
  if (align === '>') return fill.repeat(missing) + text
  const left = Math.floor(missing / 2)
  return fill.repeat(left) + text + fill.repeat(missing - left)
}
