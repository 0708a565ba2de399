import { bind, type Given, intArgument, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { float, type ObjectValue, type Operators, typeName, type Value } from '../runtime/value.ts'
import { type Fields, fieldProblem, fromMicroseconds, isoDate, isoOffset, isoTime } from './calendar.ts'
import { dateOf, dayMembers } from './date.ts'
import { field, type Members, memberObject, method, plainMethod } from './member-object.ts'
import { instantOf, type Moment, momentOf, rememberMoment, type ZoneInfo, zoneInfoOf } from './moment-data.ts'
import { strftime, type Zoned } from './strftime.ts'
import { timeOf } from './time.ts'
import { durationOf, timedeltaOf } from './timedelta.ts'
import { utcInfo, zoneInfo } from './timezone.ts'
import { fixedZone, toLocal } from './zone.ts'

const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const

const members: Members<Moment> = new Map([
  ...names.map((name) => [name, field(({ fields }: Moment): Value => fields[name])] as const),
  ['tzinfo', field(({ info }: Moment): Value => info?.value ?? null)],
  ...dayMembers.map(([name, use]) => plainMethod(name, ({ fields }: Moment) => use(fields))),
  plainMethod('date', ({ fields }: Moment) => dateOf(fields)),
  plainMethod('time', ({ fields }: Moment) => timeOf(fields)),
  plainMethod('timestamp', (moment: Moment) => float(Number(instantOf(moment)) / 1_000_000)),
  plainMethod('utcoffset', utcOffset),
  plainMethod('tzname', (moment: Moment) => zonedOf(moment).zoneName ?? null),
  plainMethod('ctime', (moment: Moment) => strftime(zonedOf(moment), '%c')),
  [
    'strftime',
    method((self: Moment, given) =>
      strftime(zonedOf(self), textArgument('strftime', bind('strftime', given, ['format'])[0])),
    ),
  ],
  ['isoformat', method(isoFormat)],
  ['astimezone', method(asTimezone)],
  ['replace', method(replace)],
])

/** A datetime as a value of templates. */
export function momentValue(moment: Moment): ObjectValue {
  const { fields } = moment
  const problem = fieldProblem(fields)
  if (problem !== undefined) throw wrong(problem)
  const value = memberObject(moment, members, {
    type: 'datetime',
    text: () => isoText(moment, ' '),
    repr: () => momentRepr(moment),
    identity: () => `${instantOf(moment)}${moment.info === undefined ? '' : 'z'}`,
    operators: operatorsOf(moment),
  })
  return rememberMoment(value, moment)
}

/** The moment of a JavaScript date in UTC, as `run_started_at` is one. */
export function dateTimeValue(date: Date): Value {
  return momentAt(BigInt(date.getTime()) * 1000n, utcInfo)
}

/** The local time of a zone at a moment in microseconds since 1970 in UTC. */
export function momentAt(instant: bigint, info: ZoneInfo): ObjectValue {
  return momentValue({ fields: toLocal(instant, info.zone), info })
}

/** What `strptime` and `fromisoformat` read. */
export function momentFrom({ fields, offset }: Zoned): Value {
  return momentValue({ fields, info: offset === undefined ? undefined : zoneInfo(fixedZone(offset)) })
}

/** `datetime(2024, 1, 31, 7, 8, 9)`. */
export function datetime(given: Given): Value {
  const values = bind('datetime', given, [...names, 'tzinfo', 'fold'])
  const number = (index: number): number => intArgument('datetime', values[index], index > 2 ? 0 : undefined)
  const fields: Fields = {
    year: number(0),
    month: number(1),
    day: number(2),
    hour: number(3),
    minute: number(4),
    second: number(5),
    microsecond: number(6),
  }
  return momentValue({ fields, info: zoneArgument('datetime', values[7]) })
}

/** A zone argument that may be left out. */
export function zoneArgument(name: string, value: Value): ZoneInfo | undefined {
  if (value === undefined || value === null) return undefined
  const info = zoneInfoOf(value)
  if (info === undefined) throw wrong(`"${name}" expects a time zone, but is given ${typeName(value)}.`)
  return info
}

function operatorsOf(self: Moment): Operators {
  const moved = (by: bigint): Value =>
    momentValue({ fields: fromMicroseconds(instantOf({ ...self, info: undefined }) + by), info: self.info })
  return {
    compare: (other) => {
      const moment = sameKind(self, momentOf(other))
      return moment && Number(instantOf(self) - instantOf(moment))
    },
    add: (other) => {
      const by = durationOf(other)
      return by === undefined ? undefined : moved(by)
    },
    subtract: (other) => {
      const by = durationOf(other)
      if (by !== undefined) return moved(-by)
      const moment = sameKind(self, momentOf(other))
      return moment && timedeltaOf(instantOf(self) - instantOf(moment))
    },
  }
}

function sameKind(self: Moment, other: Moment | undefined): Moment | undefined {
  if (other !== undefined && (self.info === undefined) !== (other.info === undefined)) {
    throw wrong(
      'A datetime with a time zone is compared with one that has none.',
      'Use "astimezone" or "replace(tzinfo=…)" on one of them.',
    )
  }
  return other
}

function zonedOf(moment: Moment): Zoned {
  const { fields, info } = moment
  if (info === undefined) return { fields }
  const instant = instantOf(moment)
  return { fields, offset: info.zone.offsetAt(instant), zoneName: info.zone.nameAt(instant) }
}

function utcOffset(moment: Moment): Value {
  const { offset } = zonedOf(moment)
  return offset === undefined ? null : timedeltaOf(BigInt(offset) * 1_000_000n)
}

function isoText(moment: Moment, separator: string): string {
  const { offset } = zonedOf(moment)
  return `${isoDate(moment.fields)}${separator}${isoTime(moment.fields)}${offset === undefined ? '' : isoOffset(offset)}`
}

function momentRepr({ fields, info }: Moment): string {
  const values = names.map((name) => fields[name])
  const kept = fields.microsecond !== 0 ? 7 : fields.second !== 0 ? 6 : 5
  const zone = info === undefined ? '' : `, tzinfo=<${info.zone.name}>`
  return `datetime.datetime(${values.slice(0, kept).join(', ')}${zone})`
}

const precisions: Readonly<Record<string, number>> = {
  hours: 2,
  minutes: 5,
  seconds: 8,
  milliseconds: 12,
  microseconds: 15,
}

function isoFormat(self: Moment, given: Given): Value {
  const [separator = 'T', precision = 'auto'] = bind('isoformat', given, ['sep', 'timespec'])
  const between = textArgument('isoformat', separator)
  const length = precisions[textArgument('isoformat', precision)]
  if (length === undefined) return isoText(self, between)
  const { offset } = zonedOf(self)
  const full = `${isoTime({ ...self.fields, microsecond: 0 })}.${String(self.fields.microsecond).padStart(6, '0')}`
  return isoDate(self.fields) + between + full.slice(0, length) + (offset === undefined ? '' : isoOffset(offset))
}

function asTimezone(self: Moment, given: Given): Value {
  const [value] = bind('astimezone', given, ['tz'])
  return momentAt(instantOf(self), zoneArgument('astimezone', value) ?? utcInfo)
}

function replace(self: Moment, given: Given): Value {
  const values = bind('replace', given, [...names, 'tzinfo'])
  const changed = Object.fromEntries(
    names.map((name, index) => [name, intArgument('replace', values[index], self.fields[name])] as const),
  )
  const info = values[7] === undefined ? self.info : zoneArgument('replace', values[7])
  return momentValue({ fields: { ...self.fields, ...changed }, info })
}
