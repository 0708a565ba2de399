import { bind, type Given, intArgument, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { isObject, type ObjectValue, tuple, type Value } from '../runtime/value.ts'
import {
  dayNumber,
  type Fields,
  fieldProblem,
  fromMicroseconds,
  isoDate,
  isoWeek,
  toMicroseconds,
  weekday,
} from './calendar.ts'
import { field, type Members, memberObject, method, plainMethod } from './member-object.ts'
import { strftime } from './strftime.ts'
import { durationOf, timedeltaOf } from './timedelta.ts'

const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0 } as const
const dayLength = 86_400_000_000n
const firstDay = dayNumber(1, 1, 1)
const dates = new WeakMap<object, Fields>()

/** What date and datetime have in common. */
export const dayMembers: readonly (readonly [string, (fields: Fields) => Value])[] = [
  ['weekday', weekday],
  ['isoweekday', (fields) => weekday(fields) + 1],
  ['toordinal', (fields) => dayNumber(fields.year, fields.month, fields.day) - firstDay + 1],
  ['isocalendar', (fields) => tuple([...isoWeek(fields), weekday(fields) + 1], ['year', 'week', 'weekday'])],
]

const members: Members<Fields> = new Map([
  ...(['year', 'month', 'day'] as const).map((name) => [name, field((self: Fields): Value => self[name])] as const),
  ...dayMembers.map(([name, use]) => plainMethod(name, use)),
  [
    'strftime',
    method((fields: Fields, given) =>
      strftime({ fields }, textArgument('strftime', bind('strftime', given, ['format'])[0])),
    ),
  ],
  plainMethod('isoformat', isoDate),
  plainMethod('ctime', (fields: Fields) => strftime({ fields }, '%c')),
  ['replace', method(replace)],
])

/** `date(2024, 1, 31)`. */
export function date(given: Given): Value {
  const [year, month, day] = bind('date', given, ['year', 'month', 'day']).map((value) => intArgument('date', value))
  return dateOf({ ...midnight, year: year ?? 0, month: month ?? 0, day: day ?? 0 })
}

export function dateOf({ year, month, day }: Fields): ObjectValue {
  const self = { ...midnight, year, month, day }
  const problem = fieldProblem(self)
  if (problem !== undefined) throw wrong(problem)
  const number = dayNumber(year, month, day)
  const moved = (by: bigint): Value => dateOf(fromMicroseconds((BigInt(number) + by) * dayLength))
  const value = memberObject(self, members, {
    type: 'date',
    text: () => isoDate(self),
    repr: () => `datetime.date(${year}, ${month}, ${day})`,
    identity: () => number,
    operators: {
      compare: (other) => {
        const fields = fieldsOfDate(other)
        return fields && number - dayNumber(fields.year, fields.month, fields.day)
      },
      add: (other) => {
        const microseconds = durationOf(other)
        return microseconds === undefined ? undefined : moved(wholeDays(microseconds))
      },
      subtract: (other) => {
        const microseconds = durationOf(other)
        if (microseconds !== undefined) return moved(wholeDays(-microseconds))
        const fields = fieldsOfDate(other)
        return fields && timedeltaOf(toMicroseconds(self) - toMicroseconds(fields))
      },
    },
  })
  dates.set(value, self)
  return value
}

/** The fields of a date; `undefined` for every other value. */
export function fieldsOfDate(value: Value): Fields | undefined {
  return isObject(value) ? dates.get(value) : undefined
}

function wholeDays(microseconds: bigint): bigint {
  return microseconds >= 0n ? microseconds / dayLength : -((-microseconds + dayLength - 1n) / dayLength)
}

function replace(self: Fields, given: Given): Value {
  const [year, month, day] = bind('replace', given, ['year', 'month', 'day'])
  return dateOf({
    ...self,
    year: intArgument('replace', year, self.year),
    month: intArgument('replace', month, self.month),
    day: intArgument('replace', day, self.day),
  })
}
