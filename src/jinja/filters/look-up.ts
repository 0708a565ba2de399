import { item } from '../runtime/member.ts'
import { isInt } from '../runtime/number.ts'
import { str } from '../runtime/text.ts'
import type { Value } from '../runtime/value.ts'

/** The member that `attribute="a.b.0"` names. */
export function lookUp(value: Value, attribute: Value): Value {
  if (isInt(attribute)) return item(value, attribute)
  return str(attribute)
    .split('.')
    .reduce<Value>(
      (inner, name) => (inner === undefined ? undefined : item(inner, /^\d+$/.test(name) ? Number(name) : name)),
      value,
    )
}
