import { type Filter, filters } from '../filters/registry.ts'
import { globals } from '../globals.ts'
import { adopt } from '../runtime/adopt.ts'
import { type Given, noNames } from '../runtime/arguments.ts'
import { add, binary, signed } from '../runtime/arithmetic.ts'
import { bounded, charge, deeper } from '../runtime/budget.ts'
import { call } from '../runtime/call.ts'
import { contains, equal, greater, greaterOrEqual, less, lessOrEqual } from '../runtime/compare.ts'
import { dict, entriesOf } from '../runtime/dict.ts'
import { undefinedValue, wrong } from '../runtime/failure.ts'
import { iterate, listOf, truth } from '../runtime/iterate.ts'
import { type Loop, loopOver } from '../runtime/loop.ts'
import { macro } from '../runtime/macro.ts'
import { attribute, item } from '../runtime/member.ts'
import { type Output, output, writeChunk, writeValue, written } from '../runtime/output.ts'
import { returnFunction } from '../runtime/return.ts'
import { slice } from '../runtime/slice.ts'
import { tests } from '../runtime/tests.ts'
import { str } from '../runtime/text.ts'
import { isDict, isObject, plain, stringOf, tuple, typeName, type Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'
import { leave, leaveTemplate, located } from './located.ts'
import { locationOf, type Unit } from './unit.ts'

type Names = ReadonlyMap<string, Value>

/** What generated code can use, by the names it uses. Positions are passed last, so that they are noted last. */
export function operations(unit: Unit): Readonly<Record<string, unknown>> {
  return {
    ...shared,
    filter: (name: string, input: Value, positional: readonly Value[], named: Names) =>
      filter(unit.filters.get(name) ?? filters.get(name), input, { positional, named }),
    call: (callee: Value, positional: readonly Value[], named: Names, at: number) =>
      call(callee, { positional, named, location: locationOf(unit, at) }),
    write: (to: Output, value: Value, at: number) => writeValue(to, value, locationOf(unit, at)),
    located: (error: unknown, at: number, scope: Scope) => located(error, unit, { at, scope }),
    leaveTemplate: (error: unknown, at: number, scope: Scope) => leaveTemplate(error, unit, { at, scope }),
    leave: (error: unknown, at: number, scope: Scope) => leave(error, unit, { at, scope }),
  }
}

const shared = {
  N: noNames,
  add,
  attribute,
  binary,
  chosen,
  chunk: writeChunk,
  concat,
  contains,
  dict,
  equal,
  greater,
  greaterOrEqual,
  item,
  less,
  lessOrEqual,
  lookup,
  loop,
  macro,
  output,
  plain,
  returnFunction,
  rounds,
  setMember,
  signed,
  slice: sliceOf,
  spread: listOf,
  spreadNamed,
  test,
  truth,
  tuple,
  unpack,
  written,
}

function lookup(scope: Scope, name: string): Value {
  const found = scope.get(name)
  return found === undefined ? globals.get(name) : adopt(found)
}

function concat(parts: readonly Value[]): Value {
  const texts = parts.map(str)
  bounded(texts.reduce((sum, { length }) => sum + length, 0))
  return texts.join('')
}

function filter(apply: Filter | undefined, input: Value, given: Given): Value {
  if (apply === undefined) throw new Error('Internal error: the parser let an unknown filter pass')
  return apply(plain(input), given)
}

function test(name: string, input: Value, positional: readonly Value[], named: Names): boolean {
  const decide = tests.get(name)
  if (decide === undefined) throw new Error('Internal error: the parser let an unknown test pass')
  return decide(plain(input), { positional, named })
}

function sliceOf(value: Value, parts: readonly Value[]): Value {
  if (value === undefined) throw undefinedValue('target')
  return slice(value, parts)
}

/** What `for` goes through. Each round is a step. */
function* rounds(items: Value): Generator<Value> {
  for (const each of iterate(items)) {
    charge(1)
    yield each
  }
}

/** What `for … if` goes through. */
function* chosen(wanted: (value: Value) => boolean, items: Value): Generator<Value> {
  for (const each of rounds(items)) if (wanted(each)) yield each
}

function loop(items: Iterable<Value>, depth: number, recurse?: (items: Value, depth: number) => Value): Loop {
  const again =
    recurse &&
    (({ positional }: { readonly positional: readonly Value[] }) => deeper(() => recurse(positional[0], depth + 1)))
  return loopOver([...items], depth, again)
}

function spreadNamed(value: Value): readonly (readonly [string, Value])[] {
  if (!isDict(value)) throw wrong(`"**" expects a dict, but is given ${typeName(value)}.`)
  return [...entriesOf(value).values()].map(({ key, value: member }) => [stringOf(key) ?? str(key), member] as const)
}

function unpack(value: Value, count: number): readonly Value[] {
  if (value === undefined) throw undefinedValue('target')
  const items = listOf(value)
  if (items.length !== count)
    throw wrong(`${count} values are expected here, but there ${items.length === 1 ? 'is 1' : `are ${items.length}`}.`)
  return items
}

function setMember(target: Value, name: string, value: Value): void {
  if (target === undefined) throw undefinedValue('target')
  if (!isObject(target) || target.set === undefined) {
    throw wrong(`"set" changes a member of a namespace, but found ${typeName(target)}.`, 'Make it with "namespace(…)".')
  }
  target.set(name, value)
}
