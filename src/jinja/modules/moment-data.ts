import { isObject, type ObjectValue, type Value } from '../runtime/value.ts'
import { type Fields, toMicroseconds } from './calendar.ts'
import { toUtc, type Zone } from './zone.ts'

/** A zone and the value that templates see of it. */
export interface ZoneInfo {
  readonly zone: Zone
  readonly value: ObjectValue
}

/** A datetime: fields, and the zone they are the local time of, if one is known. */
export interface Moment {
  readonly fields: Fields
  readonly info: ZoneInfo | undefined
}

const moments = new WeakMap<object, Moment>()
const zones = new WeakMap<object, ZoneInfo>()

/** Notes what a value of templates stands for. */
export function rememberMoment(value: ObjectValue, moment: Moment): ObjectValue {
  moments.set(value, moment)
  return value
}

export function rememberZone(value: ObjectValue, zone: Zone): ZoneInfo {
  const info = { zone, value }
  zones.set(value, info)
  return info
}

/** The moment that a value stands for; `undefined` for every other value. */
export function momentOf(value: Value): Moment | undefined {
  return isObject(value) ? moments.get(value) : undefined
}

/** The zone that a value stands for; `undefined` for every other value. */
export function zoneInfoOf(value: Value): ZoneInfo | undefined {
  return isObject(value) ? zones.get(value) : undefined
}

/** Microseconds since 1970 in UTC, or of the fields as they are without a zone. */
export function instantOf({ fields, info }: Moment): bigint {
  return info === undefined ? toMicroseconds(fields) : toUtc(fields, info.zone)
}
