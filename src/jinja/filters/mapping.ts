import { nearest } from '../../util/nearest.ts'
import { bind, type Given } from '../runtime/arguments.ts'
import { charge } from '../runtime/budget.ts'
import { wrong } from '../runtime/failure.ts'
import { iterate, truth } from '../runtime/iterate.ts'
import { tests } from '../runtime/tests.ts'
import { plain, stringOf, type Value } from '../runtime/value.ts'
import { generator } from './generator.ts'
import { lookUp } from './look-up.ts'

type Filter = (input: Value, given: Given) => Value

/** Filters that apply other filters and tests to each item. */
export function mappingFilters(
  filterNamed: (name: string) => Filter | undefined,
): readonly (readonly [string, Filter])[] {
  return [
    ['map', (input, given) => map(input, given, filterNamed)],
    ['select', (input, given) => choose(input, condition('select', given), true)],
    ['reject', (input, given) => choose(input, condition('reject', given), false)],
    ['selectattr', (input, given) => choose(input, attributeCondition('selectattr', given), true)],
    ['rejectattr', (input, given) => choose(input, attributeCondition('rejectattr', given), false)],
  ]
}

function map(input: Value, given: Given, filterNamed: (name: string) => Filter | undefined): Value {
  const [name, ...positional] = given.positional
  if (name === undefined) {
    const [attribute, fallback] = bind('map', given, ['attribute', 'default'])
    if (attribute === undefined) throw wrong('"map" expects the name of a filter, or "attribute=".')
    return generator(
      each(input, (value) => {
        const found = lookUp(value, attribute)
        return found === undefined ? fallback : found
      }),
    )
  }
  const filter = filterNamed(stringOf(name) ?? '')
  if (filter === undefined) throw wrong(`There is no filter named "${stringOf(name) ?? ''}" that "map" could apply.`)
  const inner = { positional, named: given.named }
  return generator(each(input, (value) => filter(plain(value), inner)))
}

function* each(input: Value, change: (value: Value) => Value): Generator<Value> {
  if (!truth(input)) return
  for (const value of iterate(input)) {
    charge(1)
    yield change(value)
  }
}

function choose(input: Value, wanted: (value: Value) => boolean, keep: boolean): Value {
  return generator(chosen(input, (value) => wanted(value) === keep))
}

function* chosen(input: Value, wanted: (value: Value) => boolean): Generator<Value> {
  if (!truth(input)) return
  for (const value of iterate(input)) {
    charge(1)
    if (wanted(value)) yield value
  }
}

function condition(filter: string, { positional: [name, ...positional], named }: Given): (value: Value) => boolean {
  if (name === undefined) return truth
  const test = tests.get(stringOf(name) ?? '')
  if (test === undefined) throw unknownTest(filter, stringOf(name) ?? '')
  return (value) => test(plain(value), { positional, named })
}

function attributeCondition(
  filter: string,
  { positional: [attribute, ...positional], named }: Given,
): (value: Value) => boolean {
  if (attribute === undefined) throw wrong(`"${filter}" expects the name of an attribute.`)
  const test = condition(filter, { positional, named })
  return (value) => test(lookUp(value, attribute))
}

function unknownTest(filter: string, name: string): Error {
  const suggestion = nearest(name, tests.keys())
  return wrong(
    `There is no test named "${name}" that "${filter}" could apply.`,
    suggestion && `Did you mean "${suggestion}"?`,
  )
}
