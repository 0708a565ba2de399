import { seenData } from './budget.ts'
import { type Dict, type Entry, float, int, kind, kindOf, type Value } from './value.ts'

/**
 * A value of the program as a value of templates. Plain objects and Maps become dicts, arrays lists, sets sets;
 * what the engine made stays; everything else (functions, instances of classes) is not visible and becomes undefined.
 */
export function adopt(value: unknown): Value {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : float(value)
    case 'bigint':
      return int(value)
    case 'object':
      return value === null ? null : adoptObject(value)
    default:
      return undefined
  }
}

function adoptObject(value: object): Value {
  // A value that carries the engine's own mark is one of the engine's.
  if (kindOf(value) !== undefined) return value as Value
  const seen = seenData()
  const known = seen?.get(value)
  if (known !== undefined) return known
  const made = convert(value)
  if (made !== undefined) seen?.set(value, made)
  return made
}

function convert(value: object): Value {
  if (Array.isArray(value)) return value.map(adopt)
  if (value instanceof Map) return dictOver(() => value)
  if (value instanceof Set)
    return { [kind]: 'set', members: new Map([...value].map((member) => [member, adopt(member)])) }
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null ? dictOver(() => Object.entries(value)) : undefined
}

/** A dict whose members are converted at the first look. Its keys are texts, numbers, booleans or null. */
function dictOver(members: () => Iterable<readonly [unknown, unknown]>): Dict {
  const pending = function* (): Generator<readonly [unknown, Entry]> {
    for (const [key, value] of members()) {
      yield [typeof key === 'boolean' ? Number(key) : key, { key: adopt(key), value: adopt(value) }]
    }
  }
  return { [kind]: 'dict', pending, entries: new Map() }
}
