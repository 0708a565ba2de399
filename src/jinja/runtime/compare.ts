import { compareDecimals } from './decimal.ts'
import { entriesOf, hashOf } from './dict.ts'
import { undefinedValue, wrong } from './failure.ts'
import { iterate } from './iterate.ts'
import { isNumber, numberOf } from './number.ts'
import { str } from './text.ts'
import {
  type Dict,
  isDecimal,
  isDict,
  isIterator,
  isObject,
  isSet,
  isTuple,
  type ObjectValue,
  type SetValue,
  stringOf,
  typeName,
  type Value,
} from './value.ts'

/** Python's `==`. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true
  if (typeof a === 'string' && typeof b === 'string') return false
  if (a === null || b === null || a === undefined || b === undefined) return false
  const text = stringOf(a)
  if (text !== undefined) return text === stringOf(b)
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0
  return equalContainers(a, b)
}

function equalContainers(a: Value, b: Value): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && equalItems(a, b)
  if (isTuple(a)) return isTuple(b) && equalItems(a.items, b.items)
  if (isDict(a)) return isDict(b) && equalDicts(a, b)
  if (isSet(a)) return isSet(b) && a.members.size === b.members.size && isSubset(a, b)
  if (isObject(a)) return isObject(b) && equalObjects(a, b)
  return false
}

function equalItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, index) => equal(item, b[index]))
}

function equalDicts(a: Dict, b: Dict): boolean {
  const [left, right] = [entriesOf(a), entriesOf(b)]
  return (
    left.size === right.size &&
    [...left].every(([hash, { value }]) => right.has(hash) && equal(value, right.get(hash)?.value))
  )
}

function equalObjects(a: ObjectValue, b: ObjectValue): boolean {
  return a.identity !== undefined && b.identity !== undefined && a.type === b.type && a.identity() === b.identity()
}

export function isSubset(a: SetValue, b: SetValue): boolean {
  return [...a.members.keys()].every((hash) => b.members.has(hash))
}

/** Negative, zero or positive, as `a` is less than, equal to or greater than `b`; NaN when one of them is. */
function compareNumbers(a: Value, b: Value): number {
  if (isDecimal(a) || isDecimal(b)) return compareDecimals(a, b)
  const [left, right] = [comparable(a), comparable(b)]
  if (left === right) return 0
  return left < right ? -1 : left > right ? 1 : Number.NaN
}

function comparable(value: Value): number | bigint {
  return typeof value === 'bigint' ? value : (numberOf(value) ?? Number.NaN)
}

/** Python's order of two values. Throws for values that have none. */
export function compare(a: Value, b: Value, operator = '<'): number {
  if (a === undefined) throw undefinedValue('left')
  if (b === undefined) throw undefinedValue('right')
  const [left, right] = [stringOf(a), stringOf(b)]
  if (left !== undefined && right !== undefined) return compareTexts(left, right)
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b)
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator)
  if (isTuple(a) && isTuple(b)) return compareItems(a.items, b.items, operator)
  const answer = isObject(a) ? a.operators?.compare?.(b) : undefined
  if (answer !== undefined) return answer
  throw wrong(
    `"${operator}" does not compare ${typeName(a)} and ${typeName(b)}: ${shortly(a)} ${operator} ${shortly(b)}.`,
  )
}

/** The order of code points, which differs from that of UTF-16 only behind U+FFFF. */
export function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  const different = a.findIndex((item, index) => index >= b.length || !equal(item, b[index]))
  if (different === -1) return a.length - b.length
  return different >= b.length ? 1 : compare(a[different], b[different], operator)
}

export function less(a: Value, b: Value): boolean {
  if (isSet(a) && isSet(b)) return a.members.size < b.members.size && isSubset(a, b)
  return compare(a, b, '<') < 0
}

export function lessOrEqual(a: Value, b: Value): boolean {
  if (isSet(a) && isSet(b)) return isSubset(a, b)
  return compare(a, b, '<=') <= 0
}

export function greater(a: Value, b: Value): boolean {
  if (isSet(a) && isSet(b)) return less(b, a)
  return compare(a, b, '>') > 0
}

export function greaterOrEqual(a: Value, b: Value): boolean {
  if (isSet(a) && isSet(b)) return isSubset(b, a)
  return compare(a, b, '>=') >= 0
}

/** Python's `in`. */
export function contains(item: Value, container: Value): boolean {
  const text = stringOf(container)
  if (text !== undefined) {
    const part = stringOf(item)
    if (item === undefined) throw undefinedValue('left')
    if (part === undefined) throw wrong(`"in" looks for text in text, but found ${typeName(item)}: ${shortly(item)}.`)
    return text.includes(part)
  }
  if (isDict(container)) return entriesOf(container).has(hashOf(item))
  if (isSet(container)) return container.members.has(hashOf(item))
  if (isIterator(container) && container.has !== undefined) return container.has(item)
  for (const each of iterate(container)) if (equal(item, each)) return true
  return false
}

function shortly(value: Value): string {
  const text = str(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
