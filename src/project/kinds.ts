import type { Definition, Key, ObjectDefinition } from './schema.ts'
import type { YamlNode, YamlScalar } from './yaml-node.ts'
import { resolveScalar } from './yaml-scalar.ts'

/** What stands there, for a sentence: `text`, `a list`. */
export function kindOf(node: YamlNode): string {
  if (node.type === 'list') return 'a list'
  if (node.type === 'map') return 'a mapping'
  if (node.value === null) return 'empty'
  if (typeof node.value === 'string') return 'text'
  return typeof node.value === 'number' ? 'a number' : 'true or false'
}

/** What a definition asks for, for a sentence: `a whole number`, `text or a list`. */
export function expectedKind(definition: Definition): string {
  switch (definition.type) {
    case 'integer':
      return 'a whole number'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'list':
      return definition.orOne ? `${expectedKind(definition.item)} or a list` : 'a list'
    case 'object':
    case 'map':
    case 'tagged':
      return 'a mapping'
    case 'either':
      return [...new Set(definition.options.map(expectedKind))].join(' or ')
    case 'located':
      return expectedKind(definition.inner)
    default:
      return 'text'
  }
}

/** Whether a value is of the kind that a definition asks for; what is inside it may still be wrong. */
export function fits(definition: Definition, node: YamlNode): boolean {
  switch (definition.type) {
    case 'json':
    case 'custom':
      return true
    case 'located':
      return fits(definition.inner, node)
    case 'either':
      return definition.options.some((option) => fits(option, node))
    case 'list':
      return node.type === 'list' || (definition.orOne && fits(definition.item, node))
    case 'object':
    case 'map':
    case 'tagged':
      return node.type === 'map'
    default:
      return node.type === 'scalar' && fitsScalar(definition, node.value)
  }
}

function fitsScalar(definition: Definition, value: string | number | boolean | null): boolean {
  switch (definition.type) {
    case 'text':
      return typeof value === 'string' || (definition.numbers && typeof value === 'number')
    case 'integer':
      return Number.isSafeInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return value !== null
  }
}

/** What to write instead of a value of another kind, where that is easily said. */
export function kindHint(definition: Definition, node: YamlNode): string | undefined {
  return node.type === 'scalar' ? quotingHint(definition, node) : listHint(definition, node)
}

/** Items that name themselves are often written as keys, and a list without the key it belongs to. */
function listHint(definition: Definition, node: YamlNode): string | undefined {
  const [first] = node.type === 'map' ? node.entries : []
  if (first !== undefined && definition.type === 'list' && 'name' in namedKeys(definition.item)) {
    const name = Object.hasOwn(namedKeys(definition.item), first.key) ? '…' : first.key
    return `Begin each item with a dash: "- name: ${name}".`
  }
  const key = definition.type === 'object' && node.type === 'list' ? firstList(definition.keys) : undefined
  return key && `Begin with the key that the list belongs to, such as "${key}:".`
}

/** The keys of an object, if it is one. */
function namedKeys(definition: Definition): ObjectDefinition['keys'] {
  if (definition.type === 'located') return namedKeys(definition.inner)
  return definition.type === 'object' ? definition.keys : {}
}

function firstList(keys: ObjectDefinition['keys']): string | undefined {
  const isList = ({ schema }: Key<unknown>) =>
    schema.type === 'list' && !schema.orOne && 'name' in namedKeys(schema.item)
  return Object.entries(keys).find(([, key]) => isList(key))?.[0]
}

/** Where only quotes are too many or missing. */
function quotingHint(definition: Definition, node: YamlScalar): string | undefined {
  if (node.value === null) return undefined
  if (definition.type === 'text') return `Put it in quotes: "${node.text}".`
  if (typeof node.value !== 'string') return undefined
  const value = resolveScalar(node.text)
  return value !== node.value && fitsScalar(definition, value) ? 'Write it without quotes.' : undefined
}
