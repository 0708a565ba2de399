import { methodOf } from '../methods/registry.ts'
import { getItem, hasKey } from './dict.ts'
import { forbidden, undefinedValue } from './failure.ts'
import { itemAt } from './slice.ts'
import { functionValue, isDict, isFunction, isObject, isTuple, stringOf, type Value } from './value.ts'

const dangerous = new Set(['constructor', 'prototype', 'mro', 'func_globals', 'gi_frame', 'callee', 'caller_frame'])

/**
 * `value.name`: a listed method, then a member. Nothing of JavaScript's own objects can be reached: values have only
 * the members that dicts hold and that the tables of methods list.
 */
export function attribute(value: Value, name: string): Value {
  if (value === undefined) throw undefinedValue('target')
  const method = methodOf(value, name, look)
  if (method !== undefined) return functionValue(name, method)
  if (isDict(value) && hasKey(value, name)) return getItem(value, name)
  return memberOrForbidden(value, name)
}

/** A listed method or member of an object, but no key of a dict: the filter `attr`. */
export function memberOf(value: Value, name: string): Value {
  if (value === undefined) throw undefinedValue('target')
  const method = methodOf(value, name, look)
  return method === undefined ? memberOrForbidden(value, name) : functionValue(name, method)
}

/** `value[index]`: a member, then a listed method. */
export function item(value: Value, index: Value): Value {
  if (value === undefined) throw undefinedValue('target')
  if (isDict(value) && hasKey(value, index)) return getItem(value, index)
  if (isObject(value) && value.item !== undefined) {
    const found = value.item(index)
    if (found !== undefined) return found
  }
  const name = stringOf(index)
  if (name === undefined) return itemAt(value, index)
  const method = methodOf(value, name, look)
  return method === undefined ? memberOrForbidden(value, name) : functionValue(name, method)
}

/** The look-up inside of `"{0.name[key]}".format(…)`. */
function look(value: Value, name: string | number): Value {
  return typeof name === 'number' ? item(value, name) : attribute(value, name)
}

function memberOrForbidden(value: Value, name: string): Value {
  const member = isObject(value)
    ? value.get(name)
    : isTuple(value)
      ? value.items[value.names?.indexOf(name) ?? -1]
      : undefined
  if (member !== undefined) return member
  if (isFunction(value) && name === 'name') return value.name
  if (dangerous.has(name) || name.startsWith('__')) throw forbidden(name)
  return undefined
}
