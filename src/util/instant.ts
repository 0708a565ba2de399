/** A moment: microseconds since 1970 in UTC, which databases keep and `Date` does not. */
export type Instant = bigint

/** The first moment that calendars of programs know: what never happened lies before everything. */
export const never: Instant = -62_135_596_800_000_000n

/** `2026-11-24 17:59:21.652515`, with `+00` or without, or a date, as databases print it in UTC; undefined for anything else. */
export function instantOf(text: string): Instant | undefined {
  const parts = /^(\d{4,6})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:\+00(?::00)?)?)?$/.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return BigInt(date.getTime()) * 1000n + BigInt((parts[7] ?? '').padEnd(6, '0'))
}

/** As dbt writes it: `2026-11-24T17:59:21.652515+00:00`, no fraction where it is zero. */
export function instantText(instant: Instant): string {
  const micros = ((instant % 1_000_000n) + 1_000_000n) % 1_000_000n
  const whole = new Date(Number((instant - micros) / 1000n)).toISOString().slice(0, 19)
  return `${whole}${micros === 0n ? '' : `.${String(micros).padStart(6, '0')}`}+00:00`
}

export function secondsBetween(from: Instant, to: Instant): number {
  return Number(to - from) / 1_000_000
}
