import { boundedSteps, charge } from './budget.ts'
import { entriesOf } from './dict.ts'
import { wrong } from './failure.ts'
import { anyOf, isDict, isIterator, isObject, isSet, isTuple, stringOf, type Value } from './value.ts'

/** What a loop over a value goes through: the members of a list, the keys of a dict, the characters of a text. */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value
  if (value === undefined) return []
  const text = stringOf(value)
  if (text !== undefined) return text
  if (isTuple(value)) return value.items
  if (isDict(value)) return keysOf(entriesOf(value).values())
  if (isSet(value)) return value.members.values()
  if (isIterator(value)) {
    boundedSteps(value.length ?? 0)
    return value.iterate()
  }
  if (isObject(value) && value.iterate !== undefined) return value.iterate()
  throw wrong(`${anyOf(value)} cannot be looped over.`)
}

function* keysOf(entries: Iterable<{ readonly key: Value }>): Generator<Value> {
  for (const { key } of entries) yield key
}

/** The members of a value as a list of their own. Each member is one step. */
export function listOf(value: Value): Value[] {
  const items = [...iterate(value)]
  charge(items.length)
  return items
}

export function isIterable(value: Value): boolean {
  if (value === undefined || stringOf(value) !== undefined || Array.isArray(value)) return true
  if (isTuple(value) || isDict(value) || isSet(value) || isIterator(value)) return true
  return isObject(value) && value.iterate !== undefined
}

/** Python's `len()`, or `undefined` for what has none. */
export function lengthOf(value: Value): number | undefined {
  if (value === undefined) return 0
  const text = stringOf(value)
  if (text !== undefined) return codePoints(text)
  if (Array.isArray(value)) return value.length
  if (isTuple(value)) return value.items.length
  if (isDict(value)) return entriesOf(value).size
  if (isSet(value)) return value.members.size
  if (isIterator(value)) return value.length
  return isObject(value) ? value.length?.() : undefined
}

const surrogate = /[\uD800-\uDBFF][\uDC00-\uDFFF]/

/** Whether a character of a text takes two UTF-16 units, so that offsets are not indices. */
export function hasAstral(text: string): boolean {
  return surrogate.test(text)
}

function codePoints(text: string): number {
  return hasAstral(text) ? [...text].length : text.length
}

/** Python's truth: empty texts, lists, dicts, zero and none are false. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return value !== 0
    case 'string':
      return value !== ''
    case 'undefined':
      return false
    case 'bigint':
      return value !== 0n
    default:
      return value !== null && truthOfObject(value)
  }
}

function truthOfObject(value: Exclude<Value, undefined | null | boolean | number | bigint | string>): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (isObject(value)) return value.truth?.() ?? (value.length === undefined || value.length() > 0)
  if ('value' in value) return value.value !== 0
  if ('digits' in value) return value.digits !== 0n
  return lengthOf(value) !== 0
}
