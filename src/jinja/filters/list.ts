import { pairsOf } from '../methods/dict.ts'
import { bind, type Given, intArgument, withoutArguments } from '../runtime/arguments.ts'
import { binary } from '../runtime/arithmetic.ts'
import { bounded, boundedSteps } from '../runtime/budget.ts'
import { compare, equal } from '../runtime/compare.ts'
import { hashOf } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { iterate, lengthOf, listOf, truth } from '../runtime/iterate.ts'
import { str } from '../runtime/text.ts'
import { anyOf, isDict, isIterator, isTuple, stringOf, tuple, typeName, type Value } from '../runtime/value.ts'
import { generator } from './generator.ts'
import { lookUp } from './look-up.ts'

type Filter = (input: Value, given: Given) => Value

/** Filters over lists and dicts. */
export const listFilters: readonly (readonly [string, Filter])[] = [
  withoutArguments('list', listOf),
  withoutArguments('length', length),
  withoutArguments('count', length),
  withoutArguments('first', (input: Value) => first(iterate(input))),
  withoutArguments('last', (input: Value) => listOf(input).at(-1)),
  ['join', join],
  withoutArguments('reverse', reverse),
  ['sort', sort],
  ['unique', unique],
  ['min', (input, given) => extreme('min', input, given)],
  ['max', (input, given) => extreme('max', input, given)],
  ['sum', sum],
  ['batch', batch],
  ['slice', slices],
  ['groupby', groupBy],
  ['dictsort', dictSort],
  withoutArguments('items', (input: Value) => generator(items(input))),
  withoutArguments('random', random),
]

function length(input: Value): Value {
  const count = lengthOf(input)
  if (count !== undefined) return count
  const hint = isIterator(input) ? 'Use "| list | length".' : undefined
  throw wrong(`${anyOf(input)} has no length.`, hint)
}

function first(values: Iterable<Value>): Value {
  for (const value of values) return value
  return undefined
}

function join(input: Value, given: Given): Value {
  const [separator = '', attribute] = bind('join', given, ['d', 'attribute'])
  const values = listOf(input)
  const texts = (attribute === undefined ? values : values.map((each) => lookUp(each, attribute))).map(str)
  const between = str(separator)
  bounded(texts.reduce((total, text) => total + text.length + between.length, 0))
  return texts.join(between)
}

function reverse(input: Value): Value {
  const text = stringOf(input)
  return text === undefined ? generator(listOf(input).reverse(), 'list_reverseiterator') : [...text].reverse().join('')
}

/** What to order or group by: an attribute if one is named, and texts without regard to case unless asked. */
function keyOf(attribute: Value, caseSensitive: Value, fallback?: Value): (value: Value) => Value {
  const fold = (value: Value): Value => (truth(caseSensitive) ? value : (stringOf(value)?.toLowerCase() ?? value))
  if (attribute === undefined || attribute === null) return fold
  return (value) => {
    const found = lookUp(value, attribute)
    return fold(found === undefined ? fallback : found)
  }
}

function sort(input: Value, given: Given): Value {
  const [reversed, caseSensitive, attribute] = bind('sort', given, ['reverse', 'case_sensitive', 'attribute'])
  const names = typeof attribute === 'string' ? attribute.split(',') : [attribute]
  const keys = names.map((name) => keyOf(name, caseSensitive))
  const keyed = listOf(input).map((value) => ({ value, key: keys.map((key) => key(value)) }))
  const sign = truth(reversed) ? -1 : 1
  return keyed.sort((a, b) => sign * compareKeys(a.key, b.key)).map(({ value }) => value)
}

function compareKeys(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, key] of a.entries()) if (!equal(key, b[index])) return compare(key, b[index])
  return 0
}

function unique(input: Value, given: Given): Value {
  const [caseSensitive, attribute] = bind('unique', given, ['case_sensitive', 'attribute'])
  const key = keyOf(attribute, caseSensitive)
  const seen = new Set<unknown>()
  const kept = listOf(input).filter((value) => {
    const hash = hashOf(key(value))
    return !seen.has(hash) && seen.add(hash)
  })
  return generator(kept)
}

function extreme(name: 'min' | 'max', input: Value, given: Given): Value {
  const [caseSensitive, attribute] = bind(name, given, ['case_sensitive', 'attribute'])
  const key = keyOf(attribute, caseSensitive)
  let best: { readonly value: Value; readonly key: Value } | undefined
  for (const value of listOf(input)) {
    const order = key(value)
    const difference = best === undefined ? 1 : compare(order, best.key)
    if (best === undefined || (name === 'max' ? difference > 0 : difference < 0)) best = { value, key: order }
  }
  return best?.value
}

function sum(input: Value, given: Given): Value {
  const [attribute = null, start = 0] = bind('sum', given, ['attribute', 'start'])
  const values = listOf(input)
  const addends = attribute === null ? values : values.map((value) => lookUp(value, attribute))
  return addends.reduce((total, value) => binary('+', total, value), start)
}

function batch(input: Value, given: Given): Value {
  const [size, fill = null] = bind('batch', given, ['linecount', 'fill_with'])
  const count = intArgument('batch', size)
  if (count < 1) throw wrong('"batch" expects a size of at least 1.')
  const values = listOf(input)
  const rows = Array.from({ length: Math.ceil(values.length / count) }, (_, row) =>
    values.slice(row * count, (row + 1) * count),
  )
  const last = rows.at(-1)
  if (fill !== null && last !== undefined) {
    boundedSteps(count)
    while (last.length < count) last.push(fill)
  }
  return generator(rows)
}

function slices(input: Value, given: Given): Value {
  const [size, fill = null] = bind('slice', given, ['slices', 'fill_with'])
  const count = intArgument('slice', size)
  if (count < 1) throw wrong('"slice" expects at least 1 slice.')
  boundedSteps(count)
  const values = listOf(input)
  const [each, longer] = [Math.floor(values.length / count), values.length % count]
  let at = 0
  const columns = Array.from({ length: count }, (_, column) => {
    const column_ = values.slice(at, at + each + (column < longer ? 1 : 0))
    at += column_.length
    return fill !== null && column >= longer && longer > 0 ? [...column_, fill] : column_
  })
  return generator(columns)
}

function groupBy(input: Value, given: Given): Value {
  const [attribute, fallback, caseSensitive] = bind('groupby', given, ['attribute', 'default', 'case_sensitive'])
  const key = keyOf(attribute, caseSensitive, fallback)
  const shown = keyOf(attribute, true, fallback)
  const groups: { readonly order: Value; readonly grouper: Value; readonly list: Value[] }[] = []
  const keyed = listOf(input).map((value) => ({ value, order: key(value) }))
  for (const { value, order } of keyed.sort((a, b) => compare(a.order, b.order))) {
    const last = groups.at(-1)
    if (last !== undefined && equal(last.order, order)) last.list.push(value)
    else groups.push({ order, grouper: shown(value), list: [value] })
  }
  return groups.map(({ grouper, list }) => tuple([grouper, list], ['grouper', 'list']))
}

function dictSort(input: Value, given: Given): Value {
  const [caseSensitive, by = 'key', reversed] = bind('dictsort', given, ['case_sensitive', 'by', 'reverse'])
  if (by !== 'key' && by !== 'value') throw wrong('"dictsort" sorts by "key" or by "value".')
  if (!isDict(input)) throw wrong(`"dictsort" expects a dict, but is given ${typeName(input)}.`)
  const fold = keyOf(undefined, caseSensitive)
  const order = ([key, value]: readonly [Value, Value]): Value => fold(by === 'key' ? key : value)
  const sign = truth(reversed) ? -1 : 1
  return [...pairsOf(input)].sort((a, b) => sign * compare(order(a), order(b))).map((pair) => tuple(pair))
}

function items(input: Value): readonly Value[] {
  if (input === undefined) return []
  if (!isDict(input)) throw wrong(`"items" expects a dict, but is given ${typeName(input)}.`)
  return pairsOf(input).map((pair) => tuple(pair))
}

function random(input: Value): Value {
  const values = isTuple(input) ? input.items : listOf(input)
  return values[Math.floor(Math.random() * values.length)]
}
