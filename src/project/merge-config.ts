import type { Location } from '../diagnostics/location.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import type { FolderConfig } from './project.ts'

/** One key of a node's configuration and where it is set. `null` takes a key back to its default. */
export interface ConfigEntry {
  readonly key: string
  readonly value: Json
  /** Of the value. */
  readonly location: Location
  /** Where the key stands, if not at the place of the value too. */
  readonly keyLocation?: Location
}

/** What one place says about a node: a folder, a properties file, or `config()` in its file. */
export type ConfigLevel = readonly ConfigEntry[]

export interface MergedConfig {
  readonly values: JsonObject
  /** Where each key was last set. */
  readonly locations: ReadonlyMap<string, Location>
}

const added = new Set(['pre_hook', 'post_hook', 'packages'])
const mergedByKey = new Set(['meta', 'quoting', 'column_types', 'docs', 'contract'])

/** What the project file says about a node of this fqn, from the shallowest folder to the deepest: weak to strong. */
export function folderLevels(tree: readonly FolderConfig[], fqn: readonly string[]): readonly ConfigLevel[] {
  if (tree.length === 0) return []
  return Array.from({ length: fqn.length + 1 }, (_, depth) =>
    tree.filter((entry) => entry.fqn.length === depth && entry.fqn.every((part, index) => part === fqn[index])),
  ).filter((level) => level.length > 0)
}

const unconfigured: MergedConfig = { values: {}, locations: new Map() }

/**
 * One configuration from several levels, the weakest first, by dbt's rules: tags (each once), hooks and packages add up; `meta`,
 * `quoting`, `column_types`, `docs` and `contract` merge key by key; `grants` too, where `+role` adds to a list;
 * everything else is replaced.
 */
export function mergeConfig(levels: readonly ConfigLevel[]): MergedConfig {
  // Most tests have none.
  if (levels.every((level) => level.length === 0)) return unconfigured
  const values = new Map<string, Json>()
  const locations = new Map<string, Location>()
  for (const { key, value, location } of levels.flat()) {
    values.set(key, mergeValue(key, values.get(key), value))
    locations.set(key, location)
  }
  return { values: Object.fromEntries(values), locations }
}

function mergeValue(key: string, weaker: Json | undefined, stronger: Json): Json {
  if (stronger === null) return null
  const base = weaker ?? null
  if (key === 'tags') return [...new Set([...asList(base), ...asList(stronger)])]
  if (added.has(key)) return [...asList(base), ...asList(stronger)]
  if (mergedByKey.has(key)) return { ...asObject(base), ...asObject(stronger) }
  if (key === 'grants') return mergeGrants(asObject(base), asObject(stronger))
  return stronger
}

function mergeGrants(weaker: JsonObject, stronger: JsonObject): JsonObject {
  const grants: Record<string, Json> = { ...weaker }
  for (const [key, roles] of Object.entries(stronger)) {
    const privilege = key.startsWith('+') ? key.slice(1) : key
    const kept = key.startsWith('+') ? asList(grants[privilege] ?? []) : []
    grants[privilege] = [...kept, ...asList(roles)]
  }
  return grants
}

function asList(value: Json): readonly Json[] {
  if (value === null) return []
  return Array.isArray(value) ? value : [value]
}

function asObject(value: Json): JsonObject {
  return isJsonObject(value) ? value : {}
}
