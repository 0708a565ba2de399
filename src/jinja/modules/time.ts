import { bind, type Given, intArgument, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { isObject, type ObjectValue, type Value } from '../runtime/value.ts'
import { type Fields, fieldProblem, isoTime, toMicroseconds } from './calendar.ts'
import { field, type Members, memberObject, method } from './member-object.ts'
import { strftime } from './strftime.ts'

const names = ['hour', 'minute', 'second', 'microsecond'] as const
const times = new WeakMap<object, Fields>()

const members: Members<Fields> = new Map([
  ...names.map((name) => [name, field((self: Fields): Value => self[name])] as const),
  [
    'strftime',
    method((fields: Fields, given) =>
      strftime({ fields }, textArgument('strftime', bind('strftime', given, ['format'])[0])),
    ),
  ],
  ['isoformat', method((fields: Fields) => isoTime(fields))],
])

/** `time(7, 8, 9)`. */
export function time(given: Given): Value {
  const [hour = 0, minute = 0, second = 0, microsecond = 0] = bind('time', given, names).map((value) =>
    intArgument('time', value, 0),
  )
  return timeOf({ year: 1900, month: 1, day: 1, hour, minute, second, microsecond })
}

export function timeOf(fields: Fields): ObjectValue {
  const self = { ...fields, year: 1900, month: 1, day: 1 }
  const problem = fieldProblem(self)
  if (problem !== undefined) throw wrong(problem)
  const kept = self.microsecond !== 0 ? 4 : self.second !== 0 ? 3 : 2
  const value = memberObject(self, members, {
    type: 'time',
    text: () => isoTime(self),
    repr: () =>
      `datetime.time(${names
        .map((name) => self[name])
        .slice(0, kept)
        .join(', ')})`,
    identity: () => isoTime(self),
    operators: {
      compare: (other) => {
        const fields = fieldsOfTime(other)
        return fields && Number(toMicroseconds(self) - toMicroseconds(fields))
      },
    },
  })
  times.set(value, self)
  return value
}

/** The fields of a time; `undefined` for every other value. */
export function fieldsOfTime(value: Value): Fields | undefined {
  return isObject(value) ? times.get(value) : undefined
}
