import { bind, type Given, withoutArguments } from '../runtime/arguments.ts'
import { isSubset } from '../runtime/compare.ts'
import { hashOf, set } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { iterate } from '../runtime/iterate.ts'
import { repr } from '../runtime/text.ts'
import { isSet, kind, type SetValue, type Value } from '../runtime/value.ts'

type Method = (self: SetValue, args: Given) => Value

/** The methods of set. */
export const setMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['add', (self, args) => add(self, bind('add', args, ['value']))],
  ['discard', (self, args) => discard(self, bind('discard', args, ['value'])[0])],
  ['remove', remove],
  ['pop', pop],
  withoutArguments('clear', clear),
  ['copy', (self) => of(self.members)],
  [
    'update',
    (self, { positional }) =>
      add(
        self,
        positional.flatMap((other) => [...iterate(other)]),
      ),
  ],
  ['union', (self, { positional }) => set([self, ...positional].flatMap((other) => [...iterate(other)]))],
  [
    'intersection',
    (self, { positional }) => keep(self, (hash) => positional.every((other) => asSet(other).members.has(hash))),
  ],
  [
    'difference',
    (self, { positional }) => keep(self, (hash) => !positional.some((other) => asSet(other).members.has(hash))),
  ],
  ['symmetric_difference', symmetricDifference],
  ['issubset', (self, args) => isSubset(self, one('issubset', args))],
  ['issuperset', (self, args) => isSubset(one('issuperset', args), self)],
  ['isdisjoint', (self, args) => keep(self, (hash) => one('isdisjoint', args).members.has(hash)).members.size === 0],
])

function clear({ members }: SetValue): Value {
  members.clear()
  return null
}

function of(members: Iterable<readonly [unknown, Value]>): SetValue {
  return { [kind]: 'set', members: new Map(members) }
}

function asSet(value: Value): SetValue {
  return isSet(value) ? value : set(iterate(value))
}

function one(name: string, args: Given): SetValue {
  return asSet(bind(name, args, ['other'])[0])
}

function keep({ members }: SetValue, wanted: (hash: unknown) => boolean): SetValue {
  return of([...members].filter(([hash]) => wanted(hash)))
}

function add({ members }: SetValue, values: readonly Value[]): Value {
  for (const [hash, value] of set(values).members) if (!members.has(hash)) members.set(hash, value)
  return null
}

function discard({ members }: SetValue, value: Value): Value {
  members.delete(hashOf(value))
  return null
}

function remove({ members }: SetValue, args: Given): Value {
  const [value] = bind('remove', args, ['value'])
  if (!members.delete(hashOf(value))) throw wrong(`The set has no member ${repr(value)} to remove.`)
  return null
}

function pop({ members }: SetValue, args: Given): Value {
  bind('pop', args, [])
  const first = members.entries().next()
  if (first.done === true) throw wrong('The set is empty: there is nothing to pop.')
  const [hash, value] = first.value
  members.delete(hash)
  return value
}

function symmetricDifference(self: SetValue, args: Given): Value {
  const other = one('symmetric_difference', args)
  const mine = keep(self, (hash) => !other.members.has(hash))
  return of([...mine.members, ...keep(other, (hash) => !self.members.has(hash)).members])
}
