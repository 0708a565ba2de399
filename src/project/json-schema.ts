import type { JsonObject } from '../util/json.ts'
import { unreachable } from '../util/unreachable.ts'
import { anySpelling, nullable, templateOr } from './json-schema-parts.ts'
import { profileShape } from './profile-schema.ts'
import { projectSchema } from './project-schema.ts'
import { propertiesSchema } from './properties-schema.ts'
import type {
  ChoiceDefinition,
  Definition,
  Key,
  ObjectDefinition,
  Shape,
  TextDefinition,
  TreeDefinition,
} from './schema.ts'
import { selectorsSchema } from './selectors-schema.ts'

/** The kinds of YAML files that have a JSON Schema. */
export const schemaNames = ['project', 'dbt-project', 'profiles', 'properties', 'selectors'] as const

export type SchemaName = (typeof schemaNames)[number]

/**
 * The JSON Schema (draft 07, which editors know) of a kind of file, made from the definition that checks it. Whatever the
 * project accepts, the schema accepts.
 */
export function jsonSchema(name: SchemaName): JsonObject {
  const definitions = new Map<string, JsonObject>()
  const schema = schemaOf(definitionOf(name), { isOpen: name === 'dbt-project', definitions })
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: titles[name],
    ...schema,
    ...(definitions.size > 0 && { definitions: Object.fromEntries(definitions) }),
  }
}

const titles = {
  project: 'project.yml',
  'dbt-project': 'dbt_project.yml',
  profiles: 'profiles.yml',
  properties: 'A properties file: models, seeds, sources, tests, macros',
  selectors: 'selectors.yml',
} as const satisfies Record<SchemaName, string>

function definitionOf(name: SchemaName): Definition {
  switch (name) {
    case 'project':
    case 'dbt-project':
      return projectSchema
    case 'profiles':
      return { type: 'map', description: 'Profiles by name.', value: profileShape }
    case 'properties':
      return propertiesSchema
    case 'selectors':
      return selectorsSchema
    default:
      return unreachable(name)
  }
}

interface Making {
  /** Keys that are not known are allowed, as dbt allows them. */
  readonly isOpen: boolean
  /** Filled while the schema is made: what refers to itself. */
  readonly definitions: Map<string, JsonObject>
}

function schemaOf(shape: Shape, making: Making): JsonObject {
  return { description: shape.description, ...kindOf(shape, making) }
}

function kindOf(shape: Shape, making: Making): JsonObject {
  switch (shape.type) {
    case 'text':
      return textOf(shape)
    case 'secret':
      return { type: ['string', 'number', 'boolean'] }
    case 'boolean':
      return templateOr({ type: 'boolean' })
    case 'integer':
    case 'number':
      return templateOr({ type: shape.type, ...(shape.minimum !== undefined && { minimum: shape.minimum }) })
    case 'choice':
      return choiceOf(shape, making)
    case 'json':
      return {}
    default:
      return compoundOf(shape, making)
  }
}

function choiceOf({ values, synonyms, open }: ChoiceDefinition, { isOpen }: Making): JsonObject {
  const words = anySpelling([...values, ...Object.keys(synonyms)])
  return open && isOpen ? { anyOf: [words, { type: 'string' }] } : words
}

type Compound = Exclude<Shape, { type: 'text' | 'secret' | 'boolean' | 'integer' | 'number' | 'choice' | 'json' }>

function compoundOf(shape: Compound, making: Making): JsonObject {
  switch (shape.type) {
    case 'list': {
      const items = schemaOf(shape.item, making)
      const list = { type: 'array', items, ...(shape.unique && { uniqueItems: true }) }
      return shape.orOne ? { anyOf: [items, list] } : list
    }
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(shape.value, making) }
    case 'object':
      return objectOf(shape, making)
    case 'tagged':
      return { anyOf: Object.values(shape.variants).map((variant) => schemaOf(variant, making)) }
    case 'either':
      return { anyOf: shape.options.map((option) => schemaOf(option, making)) }
    case 'located':
      return kindOf(shape.inner, making)
    case 'tree':
      return treeOf(shape, making)
    case 'named':
      return reference(shape.name, () => schemaOf(shape.of(), making), making)
    case 'single':
      return {
        ...{ type: 'object', minProperties: 1, maxProperties: 1 },
        propertyNames: { pattern: `^(?:${shape.key.regex})$` },
        additionalProperties: schemaOf(shape.value, making),
      }
    case 'custom':
      return shape.shape === undefined ? {} : kindOf(shape.shape, making)
    default:
      return unreachable(shape)
  }
}

function textOf({ numbers, pattern }: TextDefinition): JsonObject {
  const type = numbers ? ['string', 'number'] : 'string'
  return pattern === undefined ? { type } : templateOr({ type, pattern: `^(?:${pattern.regex})$` })
}

function objectOf({ keys, requiredKeys }: ObjectDefinition, making: Making): JsonObject {
  const plain = requiredKeys.filter((name) => keys[name]?.aliases === undefined)
  return {
    type: 'object',
    properties: propertiesOf(keys, making, requiredKeys),
    ...(plain.length > 0 && { required: plain }),
    additionalProperties: making.isOpen,
  }
}

/** A key without a value is as good as none. */
function propertiesOf(
  keys: Readonly<Record<string, Key<unknown>>>,
  making: Making,
  requiredKeys: readonly string[] = [],
): JsonObject {
  const entries = Object.entries(keys).flatMap(([name, key]) => {
    const schema = described(key, making)
    const value = requiredKeys.includes(name) ? schema : nullable(schema)
    return [name, ...Object.keys(key.aliases ?? {})].map((spelling) => [spelling, value] as const)
  })
  return Object.fromEntries(entries)
}

function described({ schema, noEffect }: Key<unknown>, making: Making): JsonObject {
  const made = schemaOf(schema, making)
  return noEffect === undefined ? made : { ...made, description: `${schema.description} Has no effect: ${noEffect}.` }
}

/** What may contain itself is made once. */
function reference(name: string, make: () => JsonObject, { definitions }: Making): JsonObject {
  if (!definitions.has(name)) {
    definitions.set(name, {})
    definitions.set(name, make())
  }
  return { $ref: `#/definitions/${name}` }
}

/** Folders are of the same kind at each depth; a mapping below a key without "+" is one, whatever its name. */
function treeOf({ name, keys, description }: TreeDefinition, making: Making): JsonObject {
  const folder = { $ref: `#/definitions/${name}` }
  if (making.definitions.has(name)) return folder
  making.definitions.set(name, {})
  const configuration = Object.entries(propertiesOf(keys, making))
  const withPlus = configuration.map(([key, value]) => [`+${key}`, value] as const)
  const without = configuration.map(([key]) => {
    const same = { $ref: `#/definitions/${name}/properties/+${key}` }
    return [key, { anyOf: [same, folder] }] as const
  })
  making.definitions.set(name, {
    description,
    type: 'object',
    properties: Object.fromEntries([...withPlus, ...without]),
    ...(!making.isOpen && {
      propertyNames: { anyOf: [{ not: { pattern: '^\\+' } }, { enum: withPlus.map(([key]) => key) }] },
      additionalProperties: nullable(folder),
    }),
  })
  return folder
}
