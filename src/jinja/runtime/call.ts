import type { Location } from '../../diagnostics/location.ts'
import { charge } from './budget.ts'
import { undefinedValue, wrong } from './failure.ts'
import { anyOf, isFunction, isObject, type Value } from './value.ts'

/** `callee(…)`. */
export function call(
  callee: Value,
  given: {
    readonly positional: readonly Value[]
    readonly named: ReadonlyMap<string, Value>
    readonly location: Location
  },
): Value {
  charge(1)
  if (isFunction(callee)) return callee.call(given)
  if (isObject(callee) && callee.call !== undefined) return callee.call(given)
  if (callee === undefined) throw undefinedValue('target')
  throw wrong(`${anyOf(callee)} cannot be called.`)
}
