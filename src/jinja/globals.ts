import { hash } from 'node:crypto'
import { generator } from './filters/generator.ts'
import { jsonText } from './filters/json.ts'
import { pairsOf } from './methods/dict.ts'
import { parseJson } from './parse-json.ts'
import { bind, type Given } from './runtime/arguments.ts'
import { dict, set } from './runtime/dict.ts'
import { Failure, wrong } from './runtime/failure.ts'
import { isIterable, iterate, listOf, truth } from './runtime/iterate.ts'
import { cycler, joiner, namespace } from './runtime/objects.ts'
import { rangeOf } from './runtime/range.ts'
import { str } from './runtime/text.ts'
import { functionValue, tuple, typeName, type Value } from './runtime/value.ts'
import { parseYaml, yamlText } from './yaml.ts'

type Global = (given: Given) => Value

const functions: Readonly<Record<string, Global>> = {
  range: rangeOf,
  dict: toDict,
  namespace,
  cycler,
  joiner,
  tojson: toJson,
  fromjson: (given) => parsed('fromjson', given, parseJson),
  toyaml: toYaml,
  fromyaml: (given) => parsed('fromyaml', given, parseYaml),
  set: (given) => toSet('set', given),
  set_strict: (given) => toSet('set_strict', given),
  zip: (given) => zip('zip', given),
  zip_strict: (given) => zip('zip_strict', given),
  local_md5: md5,
}

/** The functions that every template has, whatever its scope. They depend on nothing but their arguments. */
export const globals: ReadonlyMap<string, Value> = new Map(
  Object.entries(functions).map(([name, use]) => [name, functionValue(name, use)] as const),
)

function toDict({ positional, named }: Given): Value {
  const [pairs] = bind('dict', { positional, named: new Map() }, ['pairs'])
  return dict([...(positional.length === 0 ? [] : pairsOf(pairs)), ...named])
}

function toJson(given: Given): Value {
  const [value, fallback = null, sortKeys] = bind('tojson', given, ['value', 'default', 'sort_keys'])
  return orElse(fallback, () => jsonText(value, { sortKeys: truth(sortKeys) }))
}

function toYaml(given: Given): Value {
  const [value, fallback = null, sortKeys] = bind('toyaml', given, ['value', 'default', 'sort_keys'])
  return orElse(fallback, () => yamlText(value ?? null, truth(sortKeys)))
}

function parsed(name: string, given: Given, parse: (text: string) => Value): Value {
  const [text, fallback = null] = bind(name, given, ['string', 'default'])
  return orElse(fallback, () => parse(str(text)))
}

/** The value, or what the author gave for the case that there is none. */
function orElse(fallback: Value, make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    if (error instanceof Failure && error.code !== 'compile/limit') return fallback
    throw error
  }
}

/** With dbt's rule: what cannot be looped over gives the default, or in the strict form an error. */
function toSet(name: 'set' | 'set_strict', given: Given): Value {
  const [value, fallback = null] = bind(name, given, name === 'set' ? ['value', 'default'] : ['value'])
  if (given.positional.length + given.named.size === 0) return set()
  if (isIterable(value)) return set(listOf(value))
  if (name === 'set') return fallback
  throw wrong(`"set_strict" expects something to loop over, but is given ${typeName(value)}.`)
}

function zip(name: 'zip' | 'zip_strict', { positional, named }: Given): Value {
  const rest = bind(name, { positional: [], named }, name === 'zip' ? ['default'] : [])
  if (!positional.every(isIterable)) {
    if (name === 'zip') return rest[0] ?? null
    throw wrong('"zip_strict" expects things to loop over.')
  }
  return generator(tuples(positional.map((each) => iterate(each)[Symbol.iterator]())), 'zip')
}

function* tuples(iterators: readonly Iterator<Value>[]): Generator<Value> {
  while (iterators.length > 0) {
    const results = iterators.map((each) => each.next())
    if (results.some(({ done }) => done === true)) return
    yield tuple(results.map(({ value }): Value => value))
  }
}

function md5(given: Given): Value {
  const [value] = bind('local_md5', given, ['value'])
  return hash('md5', str(value))
}
