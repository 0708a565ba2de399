import { wrong } from './failure.ts'
import { bigintOf, isInt, numberOf } from './number.ts'
import { type CallArguments, plain, stringOf, typeName, type Value } from './value.ts'

/** What a built-in gets: the values of a call, without its place. */
export type Given = Pick<CallArguments, 'positional' | 'named'>

export const noNames: ReadonlyMap<string, Value> = new Map()

/**
 * The arguments in the order of `names`, given by position or by name; `undefined` where one is left out.
 * Throws for an argument that the built-in does not have.
 */
export function bind(name: string, { positional, named }: Given, names: readonly string[]): readonly Value[] {
  if (positional.length > names.length) {
    throw wrong(`"${name}" takes ${countOf(names.length)}, but is given ${positional.length}.`)
  }
  for (const key of named.keys()) {
    if (!names.includes(key)) throw wrong(`"${name}" has no argument named "${key}"${known(names)}.`)
  }
  return names.map((each, index) => plain(index < positional.length ? positional[index] : named.get(each)))
}

/** The entry of a table for a built-in that takes no arguments. */
export function withoutArguments<Self, Result>(
  name: string,
  use: (self: Self) => Result,
): [string, (self: Self, given: Given) => Result] {
  return [
    name,
    (self, given) => {
      bind(name, given, [])
      return use(self)
    },
  ]
}

function countOf(count: number): string {
  if (count === 0) return 'no arguments'
  return count === 1 ? 'at most one argument' : `at most ${count} arguments`
}

function known(names: readonly string[]): string {
  return names.length === 0 ? '' : `; it has ${names.map((each) => `"${each}"`).join(', ')}`
}

/** A text argument. */
export function textArgument(name: string, value: Value): string {
  const text = stringOf(value)
  if (text === undefined) throw wrong(`"${name}" expects text, but is given ${typeName(value)}.`)
  return text
}

/** A whole-number argument. */
export function intArgument(name: string, value: Value, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (!isInt(value)) throw wrong(`"${name}" expects a whole number, but is given ${typeName(value)}.`)
  return Number(bigintOf(value))
}

/** A number argument. */
export function numberArgument(name: string, value: Value, fallback?: number): number {
  const number = value === undefined ? fallback : numberOf(value)
  if (number === undefined) throw wrong(`"${name}" expects a number, but is given ${typeName(value)}.`)
  return number
}
