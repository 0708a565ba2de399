import { bind, type Given, numberArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { isInt, numberOf } from '../runtime/number.ts'
import { float, isObject, type ObjectValue, type Operators, type Value } from '../runtime/value.ts'
import { isoTime } from './calendar.ts'
import { field, type Members, memberObject, method } from './member-object.ts'

/** A length of time in microseconds. */
export interface Duration {
  readonly microseconds: bigint
}

const day = 86_400_000_000n
const units: readonly (readonly [string, number])[] = [
  ['days', 86_400_000_000],
  ['seconds', 1_000_000],
  ['microseconds', 1],
  ['milliseconds', 1000],
  ['minutes', 60_000_000],
  ['hours', 3_600_000_000],
  ['weeks', 604_800_000_000],
]
const durations = new WeakMap<object, Duration>()

const members: Members<Duration> = new Map([
  ['days', field(({ microseconds }: Duration): Value => Number(floorDays(microseconds)))],
  [
    'seconds',
    field(({ microseconds }: Duration): Value => Number((microseconds - floorDays(microseconds) * day) / 1_000_000n)),
  ],
  [
    'microseconds',
    field(({ microseconds }: Duration): Value => Number(((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n)),
  ],
  ['total_seconds', method(({ microseconds }: Duration): Value => float(Number(microseconds) / 1_000_000))],
])

/** `timedelta(days=2, hours=3)`. */
export function timedelta(given: Given): Value {
  const values = bind(
    'timedelta',
    given,
    units.map(([name]) => name),
  )
  const total = units.reduce(
    (sum, [, size], index) => sum + BigInt(Math.round(numberArgument('timedelta', values[index], 0) * size)),
    0n,
  )
  return timedeltaOf(total)
}

export function timedeltaOf(microseconds: bigint): ObjectValue {
  const self = { microseconds }
  const value = memberObject(self, members, {
    type: 'timedelta',
    text: () => durationText(microseconds),
    repr: () => durationRepr(microseconds),
    identity: () => `${microseconds}`,
    truth: () => microseconds !== 0n,
    operators: operatorsOf(microseconds),
  })
  durations.set(value, self)
  return value
}

/** The length of a timedelta; `undefined` for every other value. */
export function durationOf(value: Value): bigint | undefined {
  return isObject(value) ? durations.get(value)?.microseconds : undefined
}

function operatorsOf(self: bigint): Operators {
  const withOther = (other: Value, use: (microseconds: bigint) => Value): Value => {
    const microseconds = durationOf(other)
    return microseconds === undefined ? undefined : use(microseconds)
  }
  return {
    compare: (other) => {
      const microseconds = durationOf(other)
      return microseconds === undefined ? undefined : Number(self - microseconds)
    },
    add: (other) => withOther(other, (microseconds) => timedeltaOf(self + microseconds)),
    subtract: (other) => withOther(other, (microseconds) => timedeltaOf(self - microseconds)),
    multiply: (other) => {
      const factor = numberOf(other)
      if (isInt(other)) return timedeltaOf(self * BigInt(other))
      return factor === undefined ? undefined : timedeltaOf(BigInt(Math.round(Number(self) * factor)))
    },
    divide: (other) => {
      const divisor = durationOf(other)
      const number = numberOf(other)
      if (divisor === 0n || number === 0) throw wrong('A timedelta is divided by zero.')
      if (divisor !== undefined) return float(Number(self) / Number(divisor))
      return number === undefined ? undefined : timedeltaOf(BigInt(Math.round(Number(self) / number)))
    },
    floorDivide: (other) => {
      const divisor = durationOf(other) ?? (isInt(other) ? BigInt(other) : undefined)
      if (divisor === undefined) return undefined
      if (divisor === 0n) throw wrong('A timedelta is divided by zero.')
      const quotient = Math.floor(Number(self) / Number(divisor))
      return durationOf(other) === undefined ? timedeltaOf(BigInt(quotient)) : quotient
    },
    negate: () => timedeltaOf(-self),
  }
}

function floorDays(microseconds: bigint): bigint {
  return microseconds >= 0n ? microseconds / day : -((-microseconds + day - 1n) / day)
}

function durationText(total: bigint): string {
  const days = floorDays(total)
  const rest = Number(total - days * day)
  const time = {
    hour: Math.floor(rest / 3_600_000_000),
    minute: Math.floor(rest / 60_000_000) % 60,
    second: Math.floor(rest / 1_000_000) % 60,
    microsecond: rest % 1_000_000,
  }
  const clock = isoTime({ ...time, year: 1, month: 1, day: 1 }).replace(/^0/, '')
  if (days === 0n) return clock
  return `${days} day${days === 1n || days === -1n ? '' : 's'}, ${clock}`
}

function durationRepr(total: bigint): string {
  const days = floorDays(total)
  const rest = total - days * day
  const parts = [
    ...(days === 0n ? [] : [`days=${days}`]),
    ...(rest / 1_000_000n === 0n ? [] : [`seconds=${rest / 1_000_000n}`]),
    ...(rest % 1_000_000n === 0n ? [] : [`microseconds=${rest % 1_000_000n}`]),
  ]
  return `datetime.timedelta(${parts.length === 0 ? '0' : parts.join(', ')})`
}
