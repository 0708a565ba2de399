import { bind, type Given, intArgument, withoutArguments } from './arguments.ts'
import { contains, equal, greater, greaterOrEqual, less, lessOrEqual } from './compare.ts'
import { undefinedValue, wrong } from './failure.ts'
import { isIterable, lengthOf } from './iterate.ts'
import { bigintOf, isFloat, isInt, isNumber } from './number.ts'
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
  sequence: (value) => value !== undefined && !isSet(value) && isIterable(value) && lengthOf(value) !== undefined,
  number: isNumber,
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => isInt(value) && typeof value !== 'boolean',
  float: isFloat,
  true: (value) => value === true,
  false: (value) => value === false,
  even: (value) => remainder('even', value, 2) === 0n,
  odd: (value) => remainder('odd', value, 2) === 1n,
  upper: (value) => isCased(str(value), (text) => text.toUpperCase()),
  lower: (value) => isCased(str(value), (text) => text.toLowerCase()),
  callable: (value) => isFunction(value) || (isObject(value) && value.call !== undefined),
  escaped: () => false,
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
  divisibleby: (value, by) => remainder('divisibleby', value, intArgument('divisibleby', by)) === 0n,
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

function remainder(name: string, value: Value, by: number): bigint {
  if (value === undefined) throw undefinedValue('target')
  if (!isInt(value)) throw wrong(`The test "${name}" expects a whole number, but is given ${typeName(value)}.`)
  if (by === 0) throw wrong('A number is divided by zero.')
  const rest = bigintOf(value) % BigInt(by)
  return rest < 0n ? rest + BigInt(Math.abs(by)) : rest
}

function isCased(text: string, to: (text: string) => string): boolean {
  return text === to(text) && text.toLowerCase() !== text.toUpperCase()
}
