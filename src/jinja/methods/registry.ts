import type { Look } from '../runtime/format-braces.ts'
import { type CallArguments, isDict, isFloatBox, isSet, isTuple, stringOf, type Value } from '../runtime/value.ts'
import { dictMethods } from './dict.ts'
import { listMethods, tupleMethods } from './list.ts'
import { numberMethods } from './number.ts'
import { setMethods } from './set.ts'
import { stringMethods } from './string.ts'

/** The methods of a type, by their names. */
type Methods<Self> = ReadonlyMap<string, (self: Self, args: CallArguments, look: Look) => Value>

/** The method of this name that the type of `value` has. `look` is the guarded look-up that it may use itself. */
export function methodOf(value: Value, name: string, look: Look): ((args: CallArguments) => Value) | undefined {
  const text = stringOf(value)
  if (text !== undefined) return bound(stringMethods, text, name, look)
  if (isDict(value)) return bound(dictMethods, value, name, look)
  if (Array.isArray(value)) return bound(listMethods, value, name, look)
  if (isTuple(value)) return bound(tupleMethods, value.items, name, look)
  if (isSet(value)) return bound(setMethods, value, name, look)
  if (typeof value === 'number') return bound(numberMethods, value, name, look)
  return isFloatBox(value) ? bound(numberMethods, value.value, name, look) : undefined
}

function bound<Self>(
  methods: Methods<Self>,
  self: Self,
  ...[name, look]: readonly [string, Look]
): ((args: CallArguments) => Value) | undefined {
  const method = methods.get(name)
  return method === undefined ? undefined : (args) => method(self, args, look)
}
