/** A moment of the calendar without a zone: fields as Python's datetime has them. */
export interface Fields {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
}

const microsecondsOfDay = 86_400_000_000n

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
export function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return Math.floor(date.getTime() / 86_400_000)
}

/** Microseconds since 1970-01-01 00:00, as if the fields were in UTC. */
export function toMicroseconds({ year, month, day, hour, minute, second, microsecond }: Fields): bigint {
  const seconds = hour * 3600 + minute * 60 + second
  return BigInt(dayNumber(year, month, day)) * microsecondsOfDay + BigInt(seconds) * 1_000_000n + BigInt(microsecond)
}

export function fromMicroseconds(total: bigint): Fields {
  const days = total >= 0n ? total / microsecondsOfDay : -((-total + microsecondsOfDay - 1n) / microsecondsOfDay)
  const rest = Number(total - days * microsecondsOfDay)
  const date = new Date(Number(days) * 86_400_000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor(rest / 3_600_000_000),
    minute: Math.floor(rest / 60_000_000) % 60,
    second: Math.floor(rest / 1_000_000) % 60,
    microsecond: rest % 1_000_000,
  }
}

function daysInMonth(year: number, month: number): number {
  return dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - dayNumber(year, month, 1)
}

/** 0 for Monday to 6 for Sunday. */
export function weekday({ year, month, day }: Fields): number {
  return (((dayNumber(year, month, day) + 3) % 7) + 7) % 7
}

/** 1 for the first of January. */
export function dayOfYear({ year, month, day }: Fields): number {
  return dayNumber(year, month, day) - dayNumber(year, 1, 1) + 1
}

/** Year and week of ISO 8601. */
export function isoWeek(fields: Fields): readonly [number, number] {
  const thursday = fromMicroseconds(
    BigInt(dayNumber(fields.year, fields.month, fields.day) + 3 - weekday(fields)) * microsecondsOfDay,
  )
  return [thursday.year, Math.floor((dayOfYear(thursday) - 1) / 7) + 1]
}

/** What is wrong with fields, or `undefined`. */
export function fieldProblem(fields: Fields): string | undefined {
  const ranges: readonly (readonly [keyof Fields, number, number])[] = [
    ['year', 1, 9999],
    ['month', 1, 12],
    ['day', 1, daysInMonth(fields.year, Math.min(Math.max(fields.month, 1), 12))],
    ['hour', 0, 23],
    ['minute', 0, 59],
    ['second', 0, 59],
    ['microsecond', 0, 999_999],
  ]
  const found = ranges.find(([name, low, high]) => fields[name] < low || fields[name] > high)
  return found && `The ${found[0]} of a date is ${found[1]} to ${found[2]}, but found ${fields[found[0]]}.`
}

export function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** `2024-01-31`. */
export function isoDate({ year, month, day }: Fields): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

/** `07:08:09`, with microseconds if there are any. */
export function isoTime({ hour, minute, second, microsecond }: Fields): string {
  const fraction = microsecond === 0 ? '' : `.${String(microsecond).padStart(6, '0')}`
  return `${two(hour)}:${two(minute)}:${two(second)}${fraction}`
}

/** `+05:30`; seconds only if there are any. */
export function isoOffset(seconds: number): string {
  const size = Math.abs(seconds)
  const rest = size % 60 === 0 ? '' : `:${two(size % 60)}`
  return `${seconds < 0 ? '-' : '+'}${two(Math.floor(size / 3600))}:${two(Math.floor(size / 60) % 60)}${rest}`
}
