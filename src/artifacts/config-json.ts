import { configDefaults, configName, effectiveConfig } from '../manifest/effective-config.ts'
import type { DataTestNode, ModelNode, Node, SeedNode } from '../manifest/node.ts'
import { isJsonObject, type JsonObject } from '../util/json.ts'

/** A model's or seed's `docs`: whether and in which color documentation shows it. */
export function docsJson(node: ModelNode | SeedNode): JsonObject {
  const { docs } = configDefaults[node.type]
  const own = node.config['docs']
  return { ...docs, ...(isJsonObject(own) && own) }
}

/** A test's configuration as text. Most tests have no configuration of their own: that text is made once. */
export function testConfigText(node: DataTestNode, own: JsonObject): string {
  const isDefault = Object.keys(node.config).length === 0 && Object.keys(own).length === 0
  return isDefault ? testDefaults : JSON.stringify({ ...effectiveConfig(node), ...own })
}

const testDefaults = JSON.stringify(configDefaults.test)

/** What somebody set of a node's configuration. */
export function unrenderedConfig({ config, type }: Node): JsonObject {
  const isAsSet = type !== 'seed' && !('pre_hook' in config) && !('post_hook' in config)
  if (isAsSet) return config
  const entries = Object.entries(config).filter(([key]) => type !== 'seed' || key !== 'materialized')
  return Object.fromEntries(entries.map(([key, value]) => [configName(key), value]))
}
