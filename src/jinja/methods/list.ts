import { bind, type Given, intArgument, withoutArguments } from '../runtime/arguments.ts'
import { compare, equal } from '../runtime/compare.ts'
import { wrong } from '../runtime/failure.ts'
import { listOf, truth } from '../runtime/iterate.ts'
import { repr } from '../runtime/text.ts'
import type { Value } from '../runtime/value.ts'

type Method = (self: Value[], args: Given) => Value
type TupleMethod = (self: readonly Value[], args: Given) => Value

/** The methods of tuple. */
export const tupleMethods: ReadonlyMap<string, TupleMethod> = new Map<string, TupleMethod>([
  ['index', indexOf],
  ['count', count],
])

/** The methods of list. */
export const listMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['append', append],
  ['extend', extend],
  ['insert', insert],
  ['pop', pop],
  ['remove', remove],
  ['index', indexOf],
  ['count', count],
  ['sort', sort],
  withoutArguments('reverse', reverse),
  withoutArguments('copy', (self: Value[]) => [...self]),
  withoutArguments('clear', clear),
])

function reverse(self: Value[]): Value {
  self.reverse()
  return null
}

function clear(self: Value[]): Value {
  self.length = 0
  return null
}

function append(self: Value[], args: Given): Value {
  if (args.positional.length !== 1) throw wrong(`"append" takes one value, but is given ${args.positional.length}.`)
  self.push(...bind('append', args, ['value']))
  return null
}

function extend(self: Value[], args: Given): Value {
  const [values] = bind('extend', args, ['values'])
  for (const value of listOf(values)) self.push(value)
  return null
}

function insert(self: Value[], args: Given): Value {
  const [index, value] = bind('insert', args, ['index', 'value'])
  self.splice(intArgument('insert', index), 0, value)
  return null
}

function pop(self: Value[], args: Given): Value {
  const [given] = bind('pop', args, ['index'])
  const index = intArgument('pop', given, -1)
  const at = index < 0 ? index + self.length : index
  if (at < 0 || at >= self.length) throw wrong(`The list has ${self.length} items: there is none at ${index} to pop.`)
  return self.splice(at, 1)[0]
}

function remove(self: Value[], args: Given): Value {
  const [value] = bind('remove', args, ['value'])
  const index = self.findIndex((item) => equal(item, value))
  if (index === -1) throw wrong(`The list has no item ${repr(value)} to remove.`)
  self.splice(index, 1)
  return null
}

function indexOf(self: readonly Value[], args: Given): Value {
  const [value, start] = bind('index', args, ['value', 'start'])
  const from = intArgument('index', start, 0)
  const index = self.findIndex((item, at) => at >= from && equal(item, value))
  if (index === -1) throw wrong(`The list has no item ${repr(value)}.`)
  return index
}

function count(self: readonly Value[], args: Given): Value {
  const [value] = bind('count', args, ['value'])
  return self.filter((item) => equal(item, value)).length
}

function sort(self: Value[], { positional, named }: Given): Value {
  const [reverse] = bind('sort', { positional, named }, ['reverse'])
  self.sort((a, b) => compare(a, b))
  if (truth(reverse)) self.reverse()
  return null
}
