import { bind, type Given } from '../runtime/arguments.ts'
import { dict, entriesOf, getItem, hashOf, hasKey, setItem } from '../runtime/dict.ts'
import { undefinedValue, wrong } from '../runtime/failure.ts'
import { iterate } from '../runtime/iterate.ts'
import { repr } from '../runtime/text.ts'
import { type Dict, type Entry, isDict, isTuple, iterator, tuple, type Value } from '../runtime/value.ts'

type Method = (self: Dict, args: Given) => Value

/** The methods of dict. */
export const dictMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  [
    'keys',
    (self) =>
      view(
        'dict_keys',
        self,
        ({ key }) => key,
        (item) => hasKey(self, item),
      ),
  ],
  ['values', (self) => view('dict_values', self, ({ value }) => value)],
  ['items', (self) => view('dict_items', self, ({ key, value }) => tuple([key, value]))],
  ['get', get],
  ['update', update],
  ['pop', pop],
  ['popitem', popItem],
  ['setdefault', setDefault],
  ['copy', (self) => dict(pairsOf(self))],
  ['clear', clear],
])

/** The pairs of a dict, or of a list of pairs. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] {
  if (isDict(value)) return [...entriesOf(value).values()].map(({ key, value: member }) => [key, member] as const)
  return [...iterate(value)].map((pair) => {
    const items = isTuple(pair) ? pair.items : Array.isArray(pair) ? pair : []
    if (items.length !== 2) throw wrong(`A dict is made of pairs, but found ${repr(pair)}.`)
    return [items[0], items[1]] as const
  })
}

function view(name: string, self: Dict, pick: (entry: Entry) => Value, has?: (item: Value) => boolean): Value {
  const entries = entriesOf(self)
  const iterate = function* (): Generator<Value> {
    for (const entry of entries.values()) yield pick(entry)
  }
  const print = (): string => `${name}(${repr([...iterate()])})`
  return iterator(name, iterate, { length: entries.size, print, ...(has && { has }) })
}

function get(self: Dict, args: Given): Value {
  const [key, fallback = null] = bind('get', args, ['key', 'default'])
  return hasKey(self, key) ? getItem(self, key) : fallback
}

function update(self: Dict, { positional, named }: Given): Value {
  const [other] = bind('update', { positional, named: new Map() }, ['other'])
  if (positional.length > 0) {
    if (other === undefined) throw undefinedValue('target')
    for (const [key, value] of pairsOf(other)) setItem(self, key, value)
  }
  for (const [key, value] of named) setItem(self, key, value)
  return null
}

function pop(self: Dict, args: Given): Value {
  const [key, fallback] = bind('pop', args, ['key', 'default'])
  if (!hasKey(self, key)) {
    if (args.positional.length + args.named.size < 2) throw wrong(`The dict has no key ${repr(key)} to pop.`)
    return fallback
  }
  const value = getItem(self, key)
  entriesOf(self).delete(hashOf(key))
  return value
}

function popItem(self: Dict, args: Given): Value {
  bind('popitem', args, [])
  const last = [...entriesOf(self).values()].at(-1)
  if (last === undefined) throw wrong('The dict is empty: there is nothing to pop.')
  entriesOf(self).delete(hashOf(last.key))
  return tuple([last.key, last.value])
}

function setDefault(self: Dict, args: Given): Value {
  const [key, fallback = null] = bind('setdefault', args, ['key', 'default'])
  if (!hasKey(self, key)) setItem(self, key, fallback)
  return getItem(self, key)
}

function clear(self: Dict, args: Given): Value {
  bind('clear', args, [])
  entriesOf(self).clear()
  return null
}
