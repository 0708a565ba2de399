import type { Clock } from '../../ports/clock.ts'
import { bind, type Given, intArgument, numberArgument, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import type { Value } from '../runtime/value.ts'
import { dayNumber, type Fields, fromMicroseconds } from './calendar.ts'
import { date, dateOf, fieldsOfDate } from './date.ts'
import { library, typeObject } from './member-object.ts'
import { datetime, momentAt, momentFrom, momentValue, zoneArgument } from './moment.ts'
import { momentOf } from './moment-data.ts'
import { parseIso, strptime } from './strftime.ts'
import { fieldsOfTime, time, timeOf } from './time.ts'
import { timedelta } from './timedelta.ts'
import { timezone, utcInfo } from './timezone.ts'
import { namedZone, toLocal, utcZone, type Zone } from './zone.ts'

/** Python's module `datetime`, with a clock that can be stopped. */
export function datetimeModule(clock: Clock): Value {
  const now = (): bigint => BigInt(clock.now().getTime()) * 1000n
  return library('module', {
    datetime: datetimeType(now),
    date: dateType(now),
    time: typeObject('type', time, { min: timeOf(first), max: timeOf(last) }),
    timedelta: typeObject('type', timedelta),
    timezone: typeObject('type', timezone, { utc: utcInfo.value }),
    UTC: utcInfo.value,
  })
}

const first: Fields = { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 }
const last: Fields = { year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59, microsecond: 999_999 }

/** Fields of a moment in a zone, or of the machine's own zone. */
function naive(instant: bigint, zone: Zone): Value {
  return momentValue({ fields: toLocal(instant, zone), info: undefined })
}

function machineZone(): Zone {
  return namedZone(new Intl.DateTimeFormat().resolvedOptions().timeZone)
}

function datetimeType(now: () => bigint): Value {
  const at = (name: string, instant: bigint, zone: Value): Value => {
    const info = zoneArgument(name, zone)
    return info === undefined ? naive(instant, machineZone()) : momentAt(instant, info)
  }
  return typeObject('type', datetime, {
    now: (given) => at('now', now(), bind('now', given, ['tz'])[0]),
    today: (given) => at('today', now(), bind('today', given, [])[0]),
    utcnow: (given) => {
      bind('utcnow', given, [])
      return naive(now(), utcZone)
    },
    fromtimestamp: (given) =>
      at(
        'fromtimestamp',
        secondsArgument('fromtimestamp', given),
        bind('fromtimestamp', given, ['timestamp', 'tz'])[1],
      ),
    utcfromtimestamp: (given) => naive(secondsArgument('utcfromtimestamp', given), utcZone),
    strptime: (given) => {
      const [text, format] = bind('strptime', given, ['date_string', 'format'])
      return momentFrom(strptime(textArgument('strptime', text), textArgument('strptime', format)))
    },
    fromisoformat: (given) =>
      momentFrom(parseIso(textArgument('fromisoformat', bind('fromisoformat', given, ['date_string'])[0]))),
    combine,
    min: momentValue({ fields: first, info: undefined }),
    max: momentValue({ fields: last, info: undefined }),
  })
}

function secondsArgument(name: string, given: Given): bigint {
  const [timestamp] = bind(name, given, ['timestamp', 'tz'])
  return BigInt(Math.round(numberArgument(name, timestamp) * 1_000_000))
}

function combine(given: Given): Value {
  const [day, clock] = bind('combine', given, ['date', 'time'])
  const [dayFields, timeFields] = [fieldsOfDate(day) ?? momentOf(day)?.fields, fieldsOfTime(clock)]
  if (dayFields === undefined || timeFields === undefined) throw wrong('"combine" expects a date and a time.')
  const { year, month, day: dayOfMonth } = dayFields
  return momentValue({ fields: { ...timeFields, year, month, day: dayOfMonth }, info: undefined })
}

function dateType(now: () => bigint): Value {
  return typeObject('type', date, {
    today: (given) => {
      bind('today', given, [])
      return dateOf(toLocal(now(), machineZone()))
    },
    fromisoformat: (given) =>
      dateOf(parseIso(textArgument('fromisoformat', bind('fromisoformat', given, ['date_string'])[0])).fields),
    fromtimestamp: (given) => dateOf(toLocal(secondsArgument('fromtimestamp', given), machineZone())),
    fromordinal: (given) => {
      const ordinal = intArgument('fromordinal', bind('fromordinal', given, ['ordinal'])[0])
      return dateOf(fromMicroseconds(BigInt(dayNumber(1, 1, 1) + ordinal - 1) * 86_400_000_000n))
    },
    min: dateOf(first),
    max: dateOf(last),
  })
}
