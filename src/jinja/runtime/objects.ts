import { pairsOf } from '../methods/dict.ts'
import { bind, type Given } from './arguments.ts'
import { wrong } from './failure.ts'
import { repr, str } from './text.ts'
import { functionValue, kind, type ObjectValue, plain, stringOf, type Value } from './value.ts'

/** `namespace(a=1)`: an object whose members `{% set ns.a = 2 %}` changes. */
export function namespace({ positional, named }: Given): Value {
  const [initial] = bind('namespace', { positional, named: new Map() }, ['initial'])
  const pairs = initial === undefined ? [] : pairsOf(initial)
  const members = new Map<string, Value>([...pairs.map(([key, value]) => [str(key), value] as const), ...named])
  const value: ObjectValue = {
    [kind]: 'object',
    type: 'Namespace',
    get: (name) => members.get(name),
    set: (name, member) => members.set(name, plain(member)),
    names: () => members.keys(),
    item: (index) => members.get(stringOf(index) ?? ''),
    text: () => `<Namespace {${[...members].map(([name, member]) => `${repr(name)}: ${repr(member)}`).join(', ')}}>`,
  }
  return value
}

/** `cycler(a, b)`: gives its values in turn. */
export function cycler({ positional }: Given): Value {
  if (positional.length === 0) throw wrong('"cycler" expects at least one value.')
  let at = 0
  const current = (): Value => plain(positional[at % positional.length])
  const next = functionValue('next', () => {
    const value = current()
    at += 1
    return value
  })
  const reset = functionValue('reset', () => {
    at = 0
    return null
  })
  const get = (name: string): Value =>
    name === 'next' ? next : name === 'reset' ? reset : name === 'current' ? current() : undefined
  const value: ObjectValue = { [kind]: 'object', type: 'Cycler', get, names: () => ['next', 'reset', 'current'] }
  return value
}

/** `joiner(", ")`: nothing at the first call, the separator at every other. */
export function joiner(given: Given): Value {
  const [separator = ', '] = bind('joiner', given, ['sep'])
  let isFirst = true
  const call = (): Value => {
    const text = isFirst ? '' : separator
    isFirst = false
    return text
  }
  const value: ObjectValue = { [kind]: 'object', type: 'Joiner', get: () => undefined, names: () => [], call }
  return value
}
