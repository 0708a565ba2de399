import { createRequire } from 'node:module'
import { adopt } from './runtime/adopt.ts'
import { dict, entriesOf } from './runtime/dict.ts'
import { wrong } from './runtime/failure.ts'
import { isFloat, numberOf } from './runtime/number.ts'
import { anyOf, type Entry, float, isDict, isTuple, stringOf, type Value } from './runtime/value.ts'

type Yaml = typeof import('yaml')

// Loaded at the first use: few templates need it, and it takes longer to load than the whole engine.
const load = createRequire(import.meta.url)

function yaml(): Yaml {
  // The module of this name has this type.
  return load('yaml') as Yaml
}

/** YAML 1.1, as dbt reads it, as a value. */
export function parseYaml(text: string): Value {
  const document = yaml().parseDocument(text, {
    version: '1.1',
    intAsBigInt: true,
    customTags: withoutDates,
    uniqueKeys: false,
  })
  const [error] = document.errors
  if (error !== undefined) throw wrong(`The text is not YAML: ${error.message.split('\n', 1)[0]}`)
  return yamlValue(document.toJS({ mapAsMap: true, maxAliasCount: 100 }))
}

/** Ints come as bigints, so that every number is a float. */
function yamlValue(data: unknown): Value {
  if (typeof data === 'number') return float(data)
  if (Array.isArray(data)) return data.map(yamlValue)
  if (data instanceof Map) return dict([...data].map(([key, value]) => [yamlValue(key), yamlValue(value)] as const))
  return adopt(data)
}

/** Dates stay text, which prints the same. */
function withoutDates<T>(tags: readonly T[]): T[] {
  return tags.filter(
    (tag) => !(typeof tag === 'object' && tag !== null && 'tag' in tag && tag.tag === 'tag:yaml.org,2002:timestamp'),
  )
}

/** A value as YAML, as Python's `safe_dump` writes it. */
export function yamlText(value: Value, sortKeys: boolean): string {
  const { Document } = yaml()
  const document = new Document(yamlNode(value), { version: '1.1', sortMapEntries: sortKeys })
  return document.toString({ indentSeq: false, lineWidth: 80, singleQuote: true })
}

function yamlNode(value: Value): unknown {
  const text = stringOf(value)
  if (text !== undefined) return text
  if (isFloat(value)) return Object.assign(new (yaml().Scalar)(numberOf(value)), { minFractionDigits: 1 })
  if (Array.isArray(value)) return value.map(yamlNode)
  if (isTuple(value)) return value.items.map(yamlNode)
  if (isDict(value)) return yamlMap([...entriesOf(value).values()])
  if (typeof value === 'object' && value !== null) throw wrong(`${anyOf(value)} cannot be written as YAML.`)
  return value
}

/** A mapping in the order of its keys, which a Map would turn into a list of pairs. */
function yamlMap(entries: readonly Entry[]): unknown {
  const { Document, Pair, YAMLMap } = yaml()
  const document = new Document()
  const map = new YAMLMap()
  for (const { key, value } of entries) {
    map.items.push(new Pair(document.createNode(yamlNode(key)), document.createNode(yamlNode(value))))
  }
  return map
}
