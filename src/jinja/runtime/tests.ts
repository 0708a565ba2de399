import { bind, type Given, withoutArguments } from './arguments.ts'
import { binary } from './arithmetic.ts'
import { contains, equal, greater, greaterOrEqual, less, lessOrEqual } from './compare.ts'
import { undefinedValue, wrong } from './failure.ts'
import { isIterable, lengthOf } from './iterate.ts'
import { isFloat, isInt, isNumber } from './number.ts'
import { str } from './text.ts'
import { isDict, isFunction, isObject, isSet, stringOf, typeName, type Value } from './value.ts'

/** `value is name(…)`. */
export type Test = (value: Value, given: Given) => boolean

type Simple = (value: Value) => boolean

const simple: Readonly<Record<string, Simple>> = {
  defined: (value) => value !== undefined,
  undefined: (value) => value === undefined,
  none: (value) => value === null,
  string: (value) => stringOf(value) !== undefined,
  mapping: (value) => isDict(value) || (isObject(value) && value.mapping === true),
  iterable: isIterable,
  sequence: (value) => !isSet(value) && isIterable(value) && lengthOf(value) !== undefined,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => isInt(value) && typeof value !== 'boolean',
  float: isFloat,
  true: (value) => value === true,
  false: (value) => value === false,
  even: (value) => equal(remainder('even', value, 2), 0),
  odd: (value) => equal(remainder('odd', value, 2), 1),
  upper: (value) => isCased(str(value), (text) => text.toUpperCase()),
  lower: (value) => isCased(str(value), (text) => text.toLowerCase()),
  // As in Jinja, where what is undefined can be called, to say that it is undefined.
  callable: (value) => value === undefined || isFunction(value) || (isObject(value) && value.call !== undefined),
  escaped: () => false,
  test: (value) => tests.has(str(value)),
}

type Comparison = (value: Value, other: Value) => boolean

const comparisons: Readonly<Record<string, Comparison>> = {
  eq: equal,
  equalto: equal,
  '==': equal,
  ne: (a, b) => !equal(a, b),
  '!=': (a, b) => !equal(a, b),
  lt: less,
  lessthan: less,
  '<': less,
  le: lessOrEqual,
  '<=': lessOrEqual,
  gt: greater,
  greaterthan: greater,
  '>': greater,
  ge: greaterOrEqual,
  '>=': greaterOrEqual,
  in: contains,
  sameas: (a, b) => a === b || (isNumber(a) && typeName(a) === typeName(b) && equal(a, b)),
  divisibleby: (value, by) => equal(remainder('divisibleby', value, by), 0),
}

/** Every test by its name. */
export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...Object.entries(simple).map(([name, test]) => withoutArguments(name, test)),
  ...Object.entries(comparisons).map(([name, test]): [string, Test] => [
    name,
    (value, given) => {
      if (given.positional.length + given.named.size !== 1) throw wrong(`The test "${name}" expects one argument.`)
      const [other] = bind(name, given, ['other'])
      return test(value, other)
    },
  ]),
])

function remainder(name: string, value: Value, by: Value): Value {
  if (value === undefined) throw undefinedValue('target')
  if (!isNumber(value)) throw wrong(`The test "${name}" expects a number, but is given ${typeName(value)}.`)
  return binary('%', value, by)
}

function isCased(text: string, to: (text: string) => string): boolean {
  return text === to(text) && text.toLowerCase() !== text.toUpperCase()
}
