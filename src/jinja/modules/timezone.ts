import { bind, type Given, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { typeName, type Value } from '../runtime/value.ts'
import { field, type Member, memberObject, method } from './member-object.ts'
import { instantOf, momentOf, rememberZone, type ZoneInfo } from './moment-data.ts'
import { durationOf, timedeltaOf } from './timedelta.ts'
import { fixedZone, utcZone, type Zone } from './zone.ts'

const common: readonly (readonly [string, Member<Zone>])[] = [
  ['zone', field((zone) => zone.name)],
  ['key', field((zone) => zone.name)],
  [
    'utcoffset',
    method((zone, given) => timedeltaOf(BigInt(zone.offsetAt(instantIn('utcoffset', given))) * 1_000_000n)),
  ],
  ['tzname', method((zone, given) => zone.nameAt(instantIn('tzname', given)))],
]

/** A zone as a value of templates. */
export function zoneInfo(zone: Zone, more: readonly (readonly [string, Member<Zone>])[] = []): ZoneInfo {
  const members = new Map([...common, ...more])
  const value = memberObject(zone, members, { type: 'tzinfo', text: () => zone.name, identity: () => zone.name })
  return rememberZone(value, zone)
}

export const utcInfo = zoneInfo(utcZone)

/** `timezone(timedelta(hours=2), "name")`. */
export function timezone(given: Given): Value {
  const [offset, name] = bind('timezone', given, ['offset', 'name'])
  const microseconds = durationOf(offset)
  if (microseconds === undefined) throw wrong(`"timezone" expects a timedelta, but is given ${typeName(offset)}.`)
  const seconds = Number(microseconds / 1_000_000n)
  return zoneInfo(name === undefined ? fixedZone(seconds) : fixedZone(seconds, textArgument('timezone', name))).value
}

function instantIn(name: string, given: Given): bigint {
  const [value] = bind(name, given, ['dt'])
  const moment = momentOf(value)
  return moment === undefined ? 0n : instantOf(moment)
}
