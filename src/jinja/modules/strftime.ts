import { wrong } from '../runtime/failure.ts'
import { dayNumber, dayOfYear, type Fields, fromMicroseconds, isoOffset, isoWeek, two, weekday } from './calendar.ts'

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

export interface Zoned {
  readonly fields: Fields
  /** Seconds east of UTC, if there is a zone. */
  readonly offset?: number
  readonly zoneName?: string
}

type Directive = (moment: Zoned) => string

const directives: Readonly<Record<string, Directive>> = {
  Y: ({ fields }) => String(fields.year).padStart(4, '0'),
  y: ({ fields }) => two(fields.year % 100),
  m: ({ fields }) => two(fields.month),
  d: ({ fields }) => two(fields.day),
  e: ({ fields }) => String(fields.day).padStart(2),
  H: ({ fields }) => two(fields.hour),
  I: ({ fields }) => two(fields.hour % 12 === 0 ? 12 : fields.hour % 12),
  M: ({ fields }) => two(fields.minute),
  S: ({ fields }) => two(fields.second),
  f: ({ fields }) => String(fields.microsecond).padStart(6, '0'),
  p: ({ fields }) => (fields.hour < 12 ? 'AM' : 'PM'),
  a: ({ fields }) => (days[weekday(fields)] ?? '').slice(0, 3),
  A: ({ fields }) => days[weekday(fields)] ?? '',
  b: ({ fields }) => (months[fields.month - 1] ?? '').slice(0, 3),
  h: ({ fields }) => (months[fields.month - 1] ?? '').slice(0, 3),
  B: ({ fields }) => months[fields.month - 1] ?? '',
  j: ({ fields }) => String(dayOfYear(fields)).padStart(3, '0'),
  w: ({ fields }) => String((weekday(fields) + 1) % 7),
  u: ({ fields }) => String(weekday(fields) + 1),
  G: ({ fields }) => String(isoWeek(fields)[0]),
  V: ({ fields }) => two(isoWeek(fields)[1]),
  U: ({ fields }) => two(Math.floor((dayOfYear(fields) + 6 - ((weekday(fields) + 1) % 7)) / 7)),
  W: ({ fields }) => two(Math.floor((dayOfYear(fields) + 6 - weekday(fields)) / 7)),
  z: ({ offset }) => (offset === undefined ? '' : isoOffset(offset).replaceAll(':', '')),
  Z: ({ zoneName }) => zoneName ?? '',
  s: ({ fields, offset = 0 }) =>
    String(dayNumber(fields.year, fields.month, fields.day) * 86_400 + secondsOf(fields) - offset),
  n: () => '\n',
  t: () => '\t',
  '%': () => '%',
}

const combined: Readonly<Record<string, string>> = {
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  R: '%H:%M',
  r: '%I:%M:%S %p',
  c: '%a %b %e %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

/** A moment in Python's format: `%Y-%m-%d`. `%-d` leaves out zeros in front. */
export function strftime(moment: Zoned, format: string): string {
  return format.replace(/%(-?)([A-Za-z%])/g, (whole, bare: string, letter: string) => {
    const parts = combined[letter]
    if (parts !== undefined) return strftime(moment, parts)
    const text = directives[letter]?.(moment)
    if (text === undefined) return whole
    return bare === '' ? text : text.replace(/^[0 ]+(?=.)/, '')
  })
}

function secondsOf({ hour, minute, second }: Fields): number {
  return hour * 3600 + minute * 60 + second
}

const patterns: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  m: '\\d{1,2}',
  d: '\\d{1,2}',
  y: '\\d{2}',
  H: '\\d{1,2}',
  I: '\\d{1,2}',
  M: '\\d{1,2}',
  S: '\\d{1,2}',
  f: '\\d{1,6}',
  j: '\\d{1,3}',
  p: '[AaPp][Mm]',
  b: '[A-Za-z]{3}',
  B: '[A-Za-z]+',
  a: '[A-Za-z]{3}',
  A: '[A-Za-z]+',
  z: 'Z|[-+]\\d{2}:?\\d{2}(?::?\\d{2})?',
  Z: '[A-Za-z]*',
}

/** Reads a moment in Python's format. */
export function strptime(text: string, format: string): Zoned {
  const letters: string[] = []
  const expanded = format.replace(/%([DFTRrcxX])/g, (_, letter: string) => combined[letter] ?? '')
  const source = expanded.replace(/%([A-Za-z%])|[.*+?^${}()|[\]\\]|\s+/g, (whole, letter?: string) => {
    if (letter === undefined) return whole.trim() === '' ? '\\s+' : `\\${whole}`
    if (letter === '%') return '%'
    const pattern = patterns[letter]
    if (pattern === undefined) throw wrong(`"%${letter}" cannot be read by "strptime".`)
    letters.push(letter)
    return `(${pattern})`
  })
  const found = new RegExp(`^${source}$`).exec(text)
  if (found === null) throw wrong(`The text "${text}" has not the format "${format}".`)
  return zonedOf(new Map(letters.map((letter, index) => [letter, found[index + 1] ?? ''] as const)))
}

function zonedOf(read: ReadonlyMap<string, string>): Zoned {
  const number = (letter: string, fallback: number): number => Number(read.get(letter) ?? fallback)
  const short = number('y', 0)
  const year = read.has('y') ? short + (short < 69 ? 2000 : 1900) : number('Y', 1900)
  const fields = {
    year,
    month: monthNamed(read.get('B') ?? read.get('b')) ?? number('m', 1),
    day: number('d', 1),
    hour: hourOf(number('H', 0), read.get('I'), read.get('p')),
    minute: number('M', 0),
    second: number('S', 0),
    microsecond: Number((read.get('f') ?? '').padEnd(6, '0')),
  }
  const dated = read.has('j')
    ? { ...fromMicroseconds(BigInt(dayNumber(year, 1, number('j', 1))) * 86_400_000_000n), ...timeOf(fields) }
    : fields
  const zone = read.get('z')
  return zone === undefined ? { fields: dated } : { fields: dated, offset: offsetSeconds(zone) }
}

function timeOf({
  hour,
  minute,
  second,
  microsecond,
}: Fields): Pick<Fields, 'hour' | 'minute' | 'second' | 'microsecond'> {
  return { hour, minute, second, microsecond }
}

function monthNamed(name: string | undefined): number | undefined {
  if (name === undefined) return undefined
  const index = months.findIndex((month) => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase())
  return index === -1 ? undefined : index + 1
}

function hourOf(hour: number, twelve: string | undefined, half: string | undefined): number {
  if (twelve === undefined) return hour
  return (Number(twelve) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0)
}

/** Seconds east of UTC of `Z` or `+05:30`. */
function offsetSeconds(zone: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^([-+])(\d{2}):?(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds)
  return sign === '-' ? -size : size
}

/** Reads `2024-01-31`, `2024-01-31 07:08:09.123+05:30` and the like. */
export function parseIso(text: string): Zoned {
  const shape =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,6})\d*)?)?(Z|[-+]\d{2}:?\d{2}(?::?\d{2})?)?)?$/
  const found = shape.exec(text.trim())
  if (found === null)
    throw wrong(`The text "${text}" is no date of ISO 8601, such as "2024-01-31" or "2024-01-31T12:00:00".`)
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone] = found
  const fields = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.padEnd(6, '0')),
  }
  return zone === undefined ? { fields } : { fields, offset: offsetSeconds(zone) }
}
