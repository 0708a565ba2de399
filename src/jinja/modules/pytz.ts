import { bind, type Given, textArgument } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import type { Value } from '../runtime/value.ts'
import { library, type Member, method } from './member-object.ts'
import { momentAt, momentValue } from './moment.ts'
import { instantOf, momentOf, type ZoneInfo } from './moment-data.ts'
import { zoneInfo } from './timezone.ts'
import { namedZone, utcZone, type Zone } from './zone.ts'

/** Python's package `pytz`, over the time zones that JavaScript knows. */
export function pytzModule(): Value {
  const utc = pytzZone(utcZone).value
  return library('module', {
    utc,
    UTC: utc,
    timezone: (given: Given) =>
      pytzZone(namedZone(textArgument('timezone', bind('timezone', given, ['zone'])[0]))).value,
    all_timezones: Intl.supportedValuesOf('timeZone'),
  })
}

function pytzZone(zone: Zone): ZoneInfo {
  const localize: Member<Zone> = method((_, given) => {
    const moment = momentOf(bind('localize', given, ['dt', 'is_dst'])[0])
    if (moment === undefined || moment.info !== undefined)
      throw wrong('"localize" expects a datetime without a time zone.')
    return momentValue({ fields: moment.fields, info })
  })
  const normalize: Member<Zone> = method((_, given) => {
    const moment = momentOf(bind('normalize', given, ['dt'])[0])
    if (moment?.info === undefined) throw wrong('"normalize" expects a datetime with a time zone.')
    return momentAt(instantOf(moment), info)
  })
  const info: ZoneInfo = zoneInfo(zone, [
    ['localize', localize],
    ['normalize', normalize],
  ])
  return info
}
