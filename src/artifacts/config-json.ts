import type { DataTestNode, ModelNode, Node, SeedNode } from '../manifest/node.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

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

/** What dbt writes for keys that nobody set. */
const defaults = {
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

/** A model's or seed's `docs`: whether and in which color documentation shows it. */
export function docsJson(node: ModelNode | SeedNode): JsonObject {
  return merged(built.docs, node.config['docs'])
}

/** A node's configuration as dbt writes it: every key, with dbt's defaults, then keys of our own. */
export function configJson(node: Node): JsonObject {
  const { tags, meta, type } = node
  const own = Object.entries(node.config).filter(([, value]) => value !== null)
  if (own.length === 0) return defaults[type]
  const base: JsonObject = defaults[type]
  const config: Record<string, Json> = { ...base }
  for (const [key, value] of own) {
    const name = dbtKeys.get(key) ?? key
    config[name] = configValue(name, value, base[name])
  }
  return Object.assign(config, { tags, meta })
}

/** A test's configuration as text. Most tests have no configuration of their own: that text is made once. */
export function testConfigText(node: DataTestNode, own: JsonObject): string {
  const isDefault = Object.keys(node.config).length === 0 && Object.keys(own).length === 0
  return isDefault ? testDefaults : JSON.stringify({ ...configJson(node), ...own })
}

const testDefaults = JSON.stringify(defaults.test)

/** What somebody set of a node's configuration. */
export function unrenderedConfig({ config, type }: Node): JsonObject {
  const isAsSet = type !== 'seed' && !('pre_hook' in config) && !('post_hook' in config)
  if (isAsSet) return config
  const entries = Object.entries(config).filter(([key]) => type !== 'seed' || key !== 'materialized')
  return Object.fromEntries(entries.map(([key, value]) => [dbtKeys.get(key) ?? key, value]))
}

const dbtKeys: ReadonlyMap<string, string> = new Map([
  ['pre_hook', 'pre-hook'],
  ['post_hook', 'post-hook'],
])
const mergedKeys = new Set(['docs', 'contract', 'freshness', 'latest_version_pointer'])

function configValue(name: string, value: Json, fallback: Json | undefined): Json {
  if (name === 'pre-hook' || name === 'post-hook') return (Array.isArray(value) ? value : [value]).map(hookJson)
  return mergedKeys.has(name) ? merged(fallback, value) : value
}

function hookJson(hook: Json): Json {
  return isJsonObject(hook)
    ? { transaction: true, index: null, ...hook }
    : { sql: String(hook), transaction: true, index: null }
}

function merged(base: Json | undefined, value: Json | undefined): JsonObject {
  return { ...(isJsonObject(base) && base), ...(isJsonObject(value) && value) }
}
