import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { AgeLimit, Freshness, LoadedAt } from '../manifest/freshness.ts'
import type { ConfigEntry, ConfigLevel, MergedConfig } from '../project/merge-config.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import { twoLoadedAt } from './diagnostics.ts'

/** What a source and its table say, each from weak to strong. */
export interface SourceLevels {
  readonly source: ConfigLevel
  readonly table: ConfigLevel
}

const keys: ReadonlySet<string> = new Set(['freshness', 'loaded_at_field', 'loaded_at_query'])

/** The levels without what is said of freshness, which does not go together as everything else does. */
export function withoutFreshness({ source, table }: SourceLevels): readonly ConfigLevel[] {
  return [source, table].map((level) => level.filter(({ key }) => !keys.has(key)))
}

/**
 * Puts what is said of freshness into a configuration that was made without it, by dbt's rules: each of `warn_after`,
 * `error_after` and `filter` is the table's where it says something, an empty one takes the source's back, and an empty
 * `freshness` all of it. Where neither says anything, what the configuration has from the project file stays.
 */
export function withFreshness(config: MergedConfig, levels: SourceLevels): MergedConfig {
  const own = [...limitsIn(levels), ...loadedAtIn(levels)]
  const locations = own.flatMap(({ key, location }) => (location === undefined ? [] : [[key, location] as const]))
  return {
    values: { ...config.values, ...Object.fromEntries(own.map(({ key, value }) => [key, value])) },
    locations: new Map([...config.locations, ...locations]),
  }
}

/** How old a source's rows may be; undefined where nobody says so. */
export function freshnessOf(config: MergedConfig): Freshness | undefined {
  const { freshness } = config.values
  if (!isJsonObject(freshness)) return undefined
  const { warn_after: warn = null, error_after: error = null, filter } = freshness
  const warnAfter = ageLimit(warn)
  const errorAfter = ageLimit(error)
  if (warnAfter === undefined && errorAfter === undefined) return undefined
  const loadedAt = loadedAtOf(config)
  return {
    ...(warnAfter !== undefined && { warnAfter }),
    ...(errorAfter !== undefined && { errorAfter }),
    ...(typeof filter === 'string' && { filter }),
    ...(loadedAt !== undefined && { loadedAt }),
  }
}

/** A key and what it comes to; without a place where nobody wrote it. */
type Setting = Pick<ConfigEntry, 'key' | 'value'> & { readonly location?: Location }

function limitsIn({ source, table }: SourceLevels): readonly Setting[] {
  const said = [...source, ...table].filter(({ key }) => key === 'freshness')
  const last = said.at(-1)
  if (last === undefined) return []
  const merged = said.map(({ value }) => value).reduce(mergedLimits)
  const isSaid = !isJsonObject(merged) || [merged['warn_after'], merged['error_after']].some(isLimit)
  return isSaid ? [{ ...last, value: merged }] : []
}

function mergedLimits(base: Json, update: Json): Json {
  if (!isJsonObject(update)) return null
  if (!isJsonObject(base)) return Object.values(update).some(isLimit) ? update : null
  const limit = (key: string) => {
    const value = update[key]
    return value === null || isLimit(value) ? value : (base[key] ?? value ?? null)
  }
  const merged = { warn_after: limit('warn_after'), error_after: limit('error_after') }
  return { ...merged, filter: update['filter'] ?? base['filter'] ?? null }
}

/** A table that says which column it is does not take its source's query. */
function loadedAtIn({ source, table }: SourceLevels): readonly Setting[] {
  const field = lastOf(table, 'loaded_at_field') ?? lastOf(source, 'loaded_at_field')
  const own = lastOf(table, 'loaded_at_query')
  const isOwn = own !== undefined && own.value !== null
  const query = isOwn || lastOf(table, 'loaded_at_field') !== undefined ? own : lastOf(source, 'loaded_at_query')
  if (field === undefined && query === undefined) return []
  return [
    { key: 'loaded_at_field', value: null, ...field },
    { key: 'loaded_at_query', value: null, ...query },
  ]
}

/** What is wrong where one level says both what the column is and what the query is. */
export function twiceLoadedAt(level: ConfigLevel): readonly Diagnostic[] {
  const isSaid = (key: string) => (lastOf(level, key)?.value ?? null) !== null
  const query = lastOf(level, 'loaded_at_query')
  return query !== undefined && isSaid('loaded_at_field') && isSaid('loaded_at_query')
    ? [twoLoadedAt(query.location)]
    : []
}

function lastOf(level: ConfigLevel, key: string): ConfigEntry | undefined {
  return level.findLast((entry) => entry.key === key)
}

function loadedAtOf({ values, locations }: MergedConfig): LoadedAt | undefined {
  const place = (key: string) => locations.get(key)
  const { loaded_at_field: field, loaded_at_query: query } = values
  const ofQuery = place('loaded_at_query')
  if (typeof query === 'string' && ofQuery !== undefined) return { query, location: ofQuery }
  const ofField = place('loaded_at_field')
  return typeof field === 'string' && ofField !== undefined ? { field, location: ofField } : undefined
}

function isLimit(value: Json | undefined): value is JsonObject {
  return isJsonObject(value) && typeof value['count'] === 'number' && typeof value['period'] === 'string'
}

function ageLimit(value: Json): AgeLimit | undefined {
  if (!isLimit(value)) return undefined
  const period = (['minute', 'hour', 'day'] as const).find((known) => known === value['period'])
  return period && { count: Number(value['count']), period }
}
