import type { Location } from '../diagnostics/location.ts'
import type { Json } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'
import { Secret } from '../util/secret.ts'
import { unreachable } from '../util/unreachable.ts'
import { bothNames, ignoredKey, missingKey, renamedKey, unknownKey, wrongType, wrongValue } from './diagnostics.ts'
import { expectedKind, fits, kindHint, kindOf } from './kinds.ts'
import { type ReadContext, renderNode } from './render-node.ts'
import type {
  ChoiceDefinition,
  Definition,
  Key,
  ListDefinition,
  ObjectDefinition,
  Schema,
  TaggedDefinition,
  TextDefinition,
} from './schema.ts'
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from './yaml-node.ts'
import { resolveScalar } from './yaml-scalar.ts'

/**
 * Checks a value against a schema and reports everything that is wrong in it.
 *
 * Templates are rendered first, except where the schema says `raw`. What is wrong is left out of the value; undefined
 * when nothing is left. `name` is what messages call it: `"threads"`, `The file`.
 */
export function readValue<T>(schema: Schema<T>, node: YamlNode, name: string, context: ReadContext): T | undefined {
  // The functions of schema.ts, the only makers of schemas, tie each definition to the type of what is read by it.
  return read(schema, node, name, context) as T | undefined
}

function read(definition: Definition, node: YamlNode, name: string, context: ReadContext): unknown {
  if (definition.type === 'custom') return definition.read(node, context)
  if (definition.type === 'located') {
    const value = read(definition.inner, node, name, context)
    return value === undefined ? undefined : { value, location: placeOf(node, context) }
  }
  const rendered = isRaw(definition) ? node : renderNode(node, context)
  if (rendered === undefined) return undefined
  const value = rendered === node ? node : asUnquoted(definition, rendered)
  if (fits(definition, value)) return readFitting(definition, value, name, context)
  const found = { found: kindOf(value), expected: expectedKind(definition), hint: kindHint(definition, value) }
  context.report(wrongType(name, found, placeOf(node, context)))
  return undefined
}

/** Whether the templates of a text that stands for the whole value are left to a later stage. */
function isRaw(definition: Definition): boolean {
  switch (definition.type) {
    case 'text':
    case 'json':
      return definition.raw
    case 'either':
      return definition.options.every(isRaw)
    case 'list':
      return definition.orOne && isRaw(definition.item)
    default:
      return false
  }
}

/** Environment variables are texts, so the text of a template is a number or a truth value where one is expected. */
function asUnquoted(definition: Definition, node: YamlNode): YamlNode {
  const isTyped = ['integer', 'number', 'boolean'].includes(definition.type)
  if (!isTyped || node.type !== 'scalar' || typeof node.value !== 'string') return node
  return { ...node, value: resolveScalar(node.text.trim()) }
}

function readFitting(
  definition: Exclude<Definition, { type: 'custom' | 'located' }>,
  node: YamlNode,
  name: string,
  context: ReadContext,
): unknown {
  switch (definition.type) {
    case 'json':
      return readJson(node, definition.raw ? undefined : context)
    case 'list':
      return readList(definition, node, name, context)
    case 'map':
      return readMap(definition.value, node, context)
    case 'object':
      return node.type === 'map' ? readObject(definition, node, name, context) : undefined
    case 'tagged':
      return node.type === 'map' ? readTagged(definition, node, name, context) : undefined
    case 'either': {
      const option = definition.options.find((candidate) => fits(candidate, node))
      return option === undefined ? undefined : read(option, node, name, context)
    }
    default:
      return node.type === 'scalar' ? readScalar(definition, node, name, context) : undefined
  }
}

type ScalarDefinition = Extract<Definition, { type: 'text' | 'secret' | 'boolean' | 'choice' | 'integer' | 'number' }>

function readScalar(definition: ScalarDefinition, node: YamlScalar, name: string, context: ReadContext): unknown {
  switch (definition.type) {
    case 'text':
      return readText(definition, node, name, context)
    case 'secret':
      return new Secret(node.text)
    case 'boolean':
      return node.value
    case 'choice':
      return readChoice(definition, node, name, context)
    case 'integer':
    case 'number': {
      const { minimum = Number.NEGATIVE_INFINITY } = definition
      if (Number(node.value) >= minimum) return node.value
      context.report(
        wrongValue(name, `is ${node.text}; at least ${minimum} is expected`, { location: placeOf(node, context) }),
      )
      return undefined
    }
    default:
      return unreachable(definition)
  }
}

function readText(
  { pattern }: TextDefinition,
  node: YamlScalar,
  name: string,
  context: ReadContext,
): string | undefined {
  if (pattern === undefined || new RegExp(`^(?:${pattern.regex})$`, 'u').test(node.text)) return node.text
  const problem = `is "${node.text}"; ${pattern.expected} is expected`
  context.report(wrongValue(name, problem, { location: placeOf(node, context) }))
  return undefined
}

function readChoice(
  { values, synonyms, open }: Pick<ChoiceDefinition, 'values' | 'synonyms' | 'open'>,
  node: YamlScalar,
  name: string,
  context: ReadContext,
): string | undefined {
  const written = node.text.trim().toLowerCase()
  const value =
    values.find((candidate) => candidate.toLowerCase() === written) ??
    (Object.hasOwn(synonyms, written) ? synonyms[written] : undefined)
  if (value !== undefined) return value
  if (open && context.isDbt) return node.text
  const suggestion = values.length > 1 ? nearest(written, values) : undefined
  const hint = suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`
  const problem = `is "${node.text}"; ${words(values)} is expected`
  context.report(wrongValue(name, problem, { location: placeOf(node, context), hint }))
  return undefined
}

/** `"a", "b" or "c"` */
function words(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`)
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`
}

/** The value as plain data. With a context, templates in it are rendered; what fails is left out. */
export function readJson(node: YamlNode, context?: ReadContext): Json {
  if (node.type === 'list') return node.items.map((item) => readJson(item, context))
  if (node.type === 'map') {
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, readJson(value, context)]))
  }
  if (context === undefined) return node.value
  const rendered = renderNode(node, context)
  return rendered === undefined || rendered === node ? node.value : readJson(rendered)
}

function readList({ item, unique }: ListDefinition, node: YamlNode, name: string, context: ReadContext): unknown {
  const items = node.type === 'list' ? node.items : [node]
  const seen = new Set<unknown>()
  return items.flatMap((each) => {
    const itemName = ownName(each) ?? (node.type === 'list' ? `An item of ${name}` : name)
    const value = read(item, each, itemName, context)
    if (value === undefined) return []
    // Of two names that differ in case only, some systems make one folder.
    const same = typeof value === 'string' ? value.toLowerCase() : value
    if (unique && seen.has(same)) {
      context.report(
        wrongValue(itemName, `is "${value}", which is in the list already`, { location: placeOf(each, context) }),
      )
    }
    seen.add(same)
    return [value]
  })
}

function readMap(value: Definition, node: YamlNode, context: ReadContext): unknown {
  const entries = node.type === 'map' ? node.entries : []
  return Object.fromEntries(
    entries.flatMap((entry) => {
      const item = read(value, entry.value, `"${entry.key}"`, context)
      return item === undefined ? [] : [[entry.key, item] as const]
    }),
  )
}

function readTagged(definition: TaggedDefinition, node: YamlMap, name: string, context: ReadContext): unknown {
  const tag = entryOf(node, definition.key)
  if (tag === undefined) {
    const hint = `It tells which: ${words(Object.keys(definition.variants))}.`
    context.report(missingKey(name, definition.key, { location: startOf(node, context), hint }))
    return undefined
  }
  const rendered = renderNode(tag.value, context)
  if (rendered?.type !== 'scalar') return undefined
  const choice = { values: Object.keys(definition.variants), synonyms: {} }
  const chosen = readChoice(choice, rendered, `"${definition.key}"`, context)
  const variant = chosen === undefined ? undefined : definition.variants[chosen]
  return variant === undefined ? undefined : read(variant, node, name, context)
}

function readObject(definition: ObjectDefinition, node: YamlMap, name: string, context: ReadContext): unknown {
  const values: Record<string, unknown> = {}
  for (const entry of node.entries) {
    const known = knownKey(definition, entry, name, { node, context })
    const value = known && readEntry(known.key, entry, context)
    if (known !== undefined && value !== undefined) values[known.name] = value
  }
  for (const key of definition.requiredKeys) {
    if (key in values || isGiven(definition, key, node)) continue
    context.report(missingKey(name, key, { location: startOf(node, context) }))
  }
  return definition.requiredKeys.every((key) => key in values) ? values : undefined
}

function readEntry(
  { schema, nullable = false }: Key<unknown>,
  { key, value }: YamlEntry,
  context: ReadContext,
): unknown {
  if (!isNothing(value)) return read(schema, value, `"${key}"`, context)
  if (!nullable) return undefined
  return schema.type === 'custom' ? schema.read(value, context) : null
}

/** The key of the definition that an entry stands for; reports what is to be said about it. */
function knownKey(
  definition: ObjectDefinition,
  { key, keyStart, keyEnd, value }: YamlEntry,
  owner: string,
  { node, context }: { readonly node: YamlMap; readonly context: ReadContext },
): { readonly name: string; readonly key: Key<unknown> } | undefined {
  const location: Location = { file: context.file, start: keyStart, end: keyEnd }
  const name = canonicalName(definition.keys, key)
  const rule = name === undefined ? undefined : definition.keys[name]
  if (name === undefined || rule === undefined) {
    const known = Object.keys(definition.keys)
    context.report(unknownKey(key, { owner, location, known, isIgnored: context.isDbt, advice: definition.advice }))
    return undefined
  }
  if (name !== key && entryOf(node, name) !== undefined) {
    context.report(bothNames(key, name, location))
    return undefined
  }
  if (rule.aliases?.[key] === true) context.report(renamedKey(key, name, location))
  if (rule.noEffect !== undefined && !isSwitchedOff(value)) context.report(ignoredKey(key, rule.noEffect, location))
  return { name, key: rule }
}

/** The name that a key has in the definition, where it is known under another. */
export function canonicalName(keys: ObjectDefinition['keys'], key: string): string | undefined {
  if (Object.hasOwn(keys, key)) return key
  return Object.keys(keys).find((name) => Object.hasOwn(keys[name]?.aliases ?? {}, key))
}

function isGiven({ keys }: ObjectDefinition, key: string, node: YamlMap): boolean {
  return [key, ...Object.keys(keys[key]?.aliases ?? {})].some((name) => {
    const entry = entryOf(node, name)
    return entry !== undefined && !isNothing(entry.value)
  })
}

export function isNothing(node: YamlNode): boolean {
  return node.type === 'scalar' && node.value === null
}

/** Switching off what does not exist is no reason for a warning. */
function isSwitchedOff(node: YamlNode): boolean {
  if (node.type === 'list') return node.items.length === 0
  if (node.type === 'map') return node.entries.every(({ value }) => isSwitchedOff(value))
  return node.value === null || node.value === false || node.value === ''
}

/** What the author calls it, where it has a name. */
function ownName(node: YamlNode): string | undefined {
  const name = entryOf(node, 'name')?.value
  return name?.type === 'scalar' && name.text !== '' ? `"${name.text}"` : undefined
}

export function placeOf(
  { start, end }: { readonly start: number; readonly end: number },
  { file }: ReadContext,
): Location {
  return { file, start, end }
}

/** The first key, which is where a reader looks for one that is missing. */
function startOf(node: YamlMap, { file }: ReadContext): Location {
  const [first] = node.entries
  return first === undefined
    ? { file, start: node.start, end: node.end }
    : { file, start: first.keyStart, end: first.keyEnd }
}
