import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import type { Node } from './node.ts'

const general = {
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
  static_analysis: null,
} as const

const built = {
  ...general,
  materialized: 'view',
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  'post-hook': [],
  'pre-hook': [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
} as const

/** What dbt has for keys that nobody set. */
export const configDefaults = {
  model: {
    ...built,
    access: 'protected',
    freshness: null,
    on_error: null,
    latest_version_pointer: { enabled: null, alias: null },
  },
  seed: { ...built, materialized: 'seed', delimiter: ',', quote_columns: null },
  test: {
    ...general,
    schema: 'dbt_test__audit',
    materialized: 'test',
    severity: 'ERROR',
    store_failures: null,
    store_failures_as: null,
    sql_header: null,
    where: null,
    limit: null,
    fail_calc: 'count(*)',
    warn_if: '!= 0',
    error_if: '!= 0',
  },
  unit_test: { enabled: true, tags: [], meta: {}, static_analysis: null },
  exposure: { enabled: true, tags: [], meta: {} },
  source: {
    enabled: true,
    event_time: null,
    freshness: {
      warn_after: { count: null, period: null },
      error_after: { count: null, period: null },
      filter: null,
    },
    loaded_at_field: null,
    loaded_at_query: null,
    meta: {},
    tags: [],
    static_analysis: null,
  },
} as const satisfies Record<Node['type'], JsonObject>

/** A node's configuration as dbt has it: every key, with dbt's defaults, then keys of our own. */
export function effectiveConfig(node: Node): JsonObject {
  const { meta, type } = node
  // A test has the tags of its column, and they are none of its configuration.
  const tags = type === 'test' ? (node.config['tags'] ?? []) : node.tags
  const own = Object.entries(node.config).filter(([key, value]) => value !== null || key === 'freshness')
  if (own.length === 0) return configDefaults[type]
  const base: JsonObject = configDefaults[type]
  const config: Record<string, Json> = { ...base }
  for (const [key, value] of own) {
    const name = configName(key)
    config[name] = configValue(name, value, base[name])
  }
  return Object.assign(config, { tags, meta })
}

/** dbt's spelling of a configuration key. */
export function configName(key: string): string {
  return dbtKeys.get(key) ?? key
}

const dbtKeys: ReadonlyMap<string, string> = new Map([
  ['pre_hook', 'pre-hook'],
  ['post_hook', 'post-hook'],
])
const mergedKeys = new Set(['docs', 'contract', 'freshness', 'latest_version_pointer'])

function configValue(name: string, value: Json, fallback: Json | undefined): Json {
  if (name === 'pre-hook' || name === 'post-hook') return (Array.isArray(value) ? value : [value]).map(hookJson)
  return mergedKeys.has(name) && value !== null ? merged(fallback, value) : value
}

function hookJson(hook: Json): Json {
  return isJsonObject(hook)
    ? { transaction: true, index: null, ...hook }
    : { sql: String(hook), transaction: true, index: null }
}

function merged(base: Json | undefined, value: Json | undefined): JsonObject {
  return { ...(isJsonObject(base) && base), ...(isJsonObject(value) && value) }
}
