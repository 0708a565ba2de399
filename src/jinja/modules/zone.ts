import { wrong } from '../runtime/failure.ts'
import { type Fields, fromMicroseconds, isoOffset, toMicroseconds } from './calendar.ts'

/** A time zone. */
export interface Zone {
  readonly name: string
  /** Seconds east of UTC at a moment, given in microseconds since 1970 in UTC. */
  offsetAt(utc: bigint): number
  /** What the zone is called at that moment: `CET`, `UTC`, `+03`. */
  nameAt(utc: bigint): string
}

export const utcZone: Zone = { name: 'UTC', offsetAt: () => 0, nameAt: () => 'UTC' }

export function fixedZone(seconds: number, name = seconds === 0 ? 'UTC' : `UTC${isoOffset(seconds)}`): Zone {
  return { name, offsetAt: () => seconds, nameAt: () => name }
}

/** A zone of the IANA data base: `Europe/Berlin`. */
export function namedZone(name: string): Zone {
  if (name.toUpperCase() === 'UTC') return utcZone
  const format = formatFor(name)
  return {
    name,
    offsetAt: (utc) => offsetIn(format, utc),
    nameAt: (utc) => shortName(name, utc),
  }
}

function formatFor(name: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      era: 'short',
    })
  } catch {
    throw wrong(`There is no time zone "${name}".`, 'Use a name such as "Europe/Berlin" or "UTC".')
  }
}

function offsetIn(format: Intl.DateTimeFormat, utc: bigint): number {
  const seconds = utc / 1_000_000n - (utc % 1_000_000n < 0n ? 1n : 0n)
  const parts = new Map(format.formatToParts(Number(seconds) * 1000).map(({ type, value }) => [type, value] as const))
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  const fields = {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    microsecond: 0,
  }
  return Number(toMicroseconds(fields) / 1_000_000n - seconds)
}

/** `CET`, `EDT`; for a zone whose short names are not known, its offset: `+0530`. */
function shortName(name: string, utc: bigint): string {
  const locale = name.startsWith('America/') ? 'en-US' : 'en-GB'
  const format = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'short' })
  const found = format.formatToParts(Number(utc / 1000n)).find(({ type }) => type === 'timeZoneName')?.value ?? name
  return found.replace(
    /^GMT([-+])(\d+)(?::(\d+))?$/,
    (_, sign: string, hours: string, minutes = '') => `${sign}${hours.padStart(2, '0')}${minutes}`,
  )
}

/** The moment in UTC of fields that are the local time of a zone; of two, the one in standard time. */
export function toUtc(fields: Fields, zone: Zone): bigint {
  const local = toMicroseconds(fields)
  const before = local - BigInt(zone.offsetAt(local - 86_400_000_000n)) * 1_000_000n
  const after = local - BigInt(zone.offsetAt(local + 86_400_000_000n)) * 1_000_000n
  const isAt = (utc: bigint): boolean => utc + BigInt(zone.offsetAt(utc)) * 1_000_000n === local
  return isAt(after) ? after : isAt(before) ? before : after
}

/** The local time of a zone at a moment in UTC. */
export function toLocal(utc: bigint, zone: Zone): Fields {
  return fromMicroseconds(utc + BigInt(zone.offsetAt(utc)) * 1_000_000n)
}
