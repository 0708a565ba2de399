import { createRequire } from 'node:module'
import { adopt } from './runtime/adopt.ts'
import { entriesOf } from './runtime/dict.ts'
import { wrong } from './runtime/failure.ts'
import { isFloat, numberOf } from './runtime/number.ts'
import { isDict, isTuple, stringOf, typeName, type Value } from './runtime/value.ts'

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
  return adopt(document.toJS({ mapAsMap: true, maxAliasCount: 100 }))
}

/** Dates stay text, which prints the same. */
function withoutDates<T>(tags: readonly T[]): T[] {
  return tags.filter(
    (tag) => !(typeof tag === 'object' && tag !== null && 'tag' in tag && tag.tag === 'tag:yaml.org,2002:timestamp'),
  )
}

/** A value as YAML, as Python's `safe_dump` writes it. */
export function yamlText(value: Value, sortKeys: boolean): string {
  const { Document, Scalar } = yaml()
  const plainData = (inner: Value): unknown => {
    const text = stringOf(inner)
    if (text !== undefined || inner === null || typeof inner === 'boolean' || typeof inner === 'bigint')
      return text ?? inner
    if (isFloat(inner)) return Object.assign(new Scalar(numberOf(inner)), { minFractionDigits: 1 })
    if (typeof inner === 'number') return inner
    if (Array.isArray(inner)) return inner.map(plainData)
    if (isTuple(inner)) return inner.items.map(plainData)
    if (!isDict(inner)) throw wrong(`A ${typeName(inner)} cannot be written as YAML.`)
    return new Map([...entriesOf(inner).values()].map((entry) => [plainData(entry.key), plainData(entry.value)]))
  }
  const document = new Document(plainData(value), { version: '1.1', sortMapEntries: sortKeys })
  return document.toString({ indentSeq: false, lineWidth: 80 })
}
