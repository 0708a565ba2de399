import type { Json } from '../util/json.ts'
import { configKeys } from './config-keys.ts'
import { customConfig } from './diagnostics.ts'
import type { ConfigEntry } from './merge-config.ts'
import type { ConfiguredType, FolderConfig } from './project.ts'
import { canonicalName, isNothing, readJson, readValue } from './read-value.ts'
import type { ReadContext } from './render-node.ts'
import { object } from './schema.ts'
import type { YamlEntry, YamlNode } from './yaml-node.ts'

const ownKeys = 'Keys of your own go below "meta".'
const schemas = {
  models: object('Configuration of a model.', configKeys.models, ownKeys),
  seeds: object('Configuration of a seed.', configKeys.seeds, ownKeys),
  sources: object('Configuration of a source.', configKeys.sources, ownKeys),
  data_tests: object('Configuration of a test.', configKeys.data_tests, ownKeys),
  unit_tests: object('Configuration of a unit test.', configKeys.unit_tests, ownKeys),
  exposures: object('Configuration of an exposure.', configKeys.exposures, ownKeys),
} as const satisfies Record<ConfiguredType, unknown>
const owners = {
  models: 'The configuration of a model',
  seeds: 'The configuration of a seed',
  sources: 'The configuration of a source',
  data_tests: 'The configuration of a test',
  unit_tests: 'The configuration of a unit test',
  exposures: 'The configuration of an exposure',
} as const satisfies Record<ConfiguredType, string>

/** A `config:` block, or what a template passed to `config()`: every key that is in order, with its place. */
export function readConfig(type: ConfiguredType, node: YamlNode, context: ReadContext): readonly ConfigEntry[] {
  if (node.type === 'map') return node.entries.flatMap((entry) => readConfigEntry(type, entry, context))
  readValue(object('Configuration.', {}), node, '"config"', context)
  return []
}

/**
 * The tree below `models:` and its like in the project file. As in dbt, a key with `+` is configuration; without it, a
 * mapping is a folder (or package), and everything else is configuration.
 */
export function readFolderConfig(
  type: ConfiguredType,
  node: YamlNode,
  context: ReadContext,
  fqn: readonly string[] = [],
): readonly FolderConfig[] {
  if (node.type !== 'map') {
    if (!isNothing(node)) readValue(object('Configuration by folder.', {}), node, `"${fqn.at(-1) ?? type}"`, context)
    return []
  }
  return node.entries.flatMap((entry) => {
    const isConfig = entry.key.startsWith('+')
    if (!isConfig && entry.value.type === 'map') {
      return readFolderConfig(type, entry.value, context, [...fqn, entry.key])
    }
    if (!isConfig && isNothing(entry.value)) return []
    const key = isConfig ? entry.key.slice(1).trim() : entry.key
    return readConfigEntry(type, { ...entry, key }, context, folderAdvice(type, fqn)).map((config) => ({
      fqn,
      ...config,
    }))
  })
}

/** Inside a folder that is named like a configuration key, a `+` was probably forgotten. */
function folderAdvice(type: ConfiguredType, fqn: readonly string[]): string | undefined {
  const folder = fqn.at(-1)
  return folder !== undefined && Object.hasOwn(configKeys[type], folder)
    ? `"${folder}" without a "+" is read as a folder. Write "+${folder}".`
    : undefined
}

/** One key of a configuration. One that is not known is kept in a project of dbt, where macros may ask for it. */
export function readConfigEntry(
  type: ConfiguredType,
  entry: YamlEntry,
  context: ReadContext,
  advice?: string,
): readonly ConfigEntry[] {
  const schema = advice === undefined ? schemas[type] : object('Configuration.', configKeys[type], advice)
  const location = { file: context.file, start: entry.keyStart, end: entry.value.end }
  const name = canonicalName(configKeys[type], entry.key)
  if (name !== undefined && isNothing(entry.value)) return [{ key: name, value: null, location }]
  if (name === undefined && context.isDbt) {
    const place = { file: context.file, start: entry.keyStart, end: entry.keyEnd }
    context.report(
      customConfig(entry.key, owners[type], { location: place, known: Object.keys(configKeys[type]), advice }),
    )
    return [{ key: entry.key, value: readJson(entry.value, context), location }]
  }
  const single = { type: 'map', entries: [entry], start: entry.keyStart, end: entry.value.end } as const
  const read = readValue(schema, single, owners[type], context) ?? {}
  // Every schema of config-keys.ts reads plain data: none of them has a secret, a located value or a tree.
  const values = Object.entries(read) as readonly (readonly [string, Json])[]
  return values.map(([key, value]) => ({ key, value, location }))
}
