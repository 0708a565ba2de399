import { wrong } from './failure.ts'
import { decimalText } from './number.ts'
import {
  anyOf,
  type Boxed,
  type Decimal,
  type Dict,
  type Entry,
  kind,
  plain,
  type SetValue,
  type Value,
} from './value.ts'

/** What makes two keys of a dict the same key: 1, 1.0 and True are one. Throws for what Python cannot hash. */
export function hashOf(value: Value): unknown {
  switch (typeof value) {
    case 'boolean':
      return value ? 1 : 0
    case 'object':
      return value === null ? null : hashOfObject(value)
    default:
      return value
  }
}

function hashOfObject(value: Boxed | Value[]): unknown {
  if (Array.isArray(value)) throw unhashable(value)
  switch (value[kind]) {
    case 'text':
      return value.text
    case 'float':
      return value.value
    case 'decimal':
      return hashOfDecimal(value)
    case 'tuple':
      return `\0(${value.items.map((item) => tagged(hashOf(item))).join(',')})`
    case 'object':
      return value.identity === undefined ? value : `\0<${value.type}>${String(value.identity())}`
    case 'dict':
    case 'set':
      throw unhashable(value)
    default:
      return value
  }
}

function hashOfDecimal(value: Decimal): unknown {
  const text = decimalText(value)
  const number = Number(text)
  return String(number) === text.replace(/\.?0+$/, '') || !text.includes('.') ? number : `\0d${text}`
}

function tagged(hash: unknown): string {
  return `${typeof hash}:${JSON.stringify(typeof hash === 'bigint' ? hash.toString() : hash)}`
}

function unhashable(value: Value): Error {
  return wrong(`${anyOf(value)} cannot be a key of a dict or a member of a set.`, 'Use a tuple instead of a list.')
}

export function dict(pairs: Iterable<readonly [Value, Value]> = []): Dict {
  const made: Dict = { [kind]: 'dict', pending: undefined, entries: new Map() }
  for (const [key, value] of pairs) setItem(made, key, value)
  return made
}

export function entriesOf(value: Dict): Map<unknown, Entry> {
  const { pending, entries } = value
  if (pending === undefined) return entries
  value.pending = undefined
  for (const [hash, entry] of pending()) entries.set(hash, entry)
  return entries
}

export function getItem(from: Dict, key: Value): Value {
  return entriesOf(from).get(hashOf(key))?.value
}

export function hasKey(from: Dict, key: Value): boolean {
  return entriesOf(from).has(hashOf(key))
}

export function setItem(into: Dict, key: Value, value: Value): void {
  const entries = entriesOf(into)
  const hash = hashOf(key)
  const entry = entries.get(hash)
  if (entry === undefined) entries.set(hash, { key: plain(key), value: plain(value) })
  else entry.value = plain(value)
}

export function set(values: Iterable<Value> = []): SetValue {
  const members = new Map<unknown, Value>()
  for (const value of values) {
    const hash = hashOf(value)
    if (!members.has(hash)) members.set(hash, plain(value))
  }
  return { [kind]: 'set', members }
}
