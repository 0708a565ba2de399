import type { Column } from '../manifest/column.ts'
import { effectiveConfig } from '../manifest/effective-config.ts'
import type { ModelNode, SeedNode } from '../manifest/node.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import { docsJson, unrenderedConfig } from './config-json.ts'
import {
  type Checksum,
  columnsJson,
  compiledFields,
  databaseOf,
  identityFields,
  json,
  metaJson,
  type NodeWorld,
  patchPath,
  pathBelowRoot,
  relationName,
  sha256,
  textChecksum,
} from './node-fields.ts'

/** A model as dbt's manifest has it: JSON text. */
export function modelJson(node: ModelNode, world: NodeWorld): string {
  const rawCode = node.rawSql.trim()
  const config = effectiveConfig(node)
  const relation = node.materialization === 'ephemeral' ? null : relationName(node.relation)
  return `{${builtFields(node, world, { config, checksum: textChecksum(rawCode) })},"relation_name":${json(relation)},\
"raw_code":${json(rawCode)},"doc_blocks":${json(node.docBlocks ?? [])},${compiledFields(node, world)},\
"contract":${json(contractOf(node, config['contract']))},"access":${json(config['access'] ?? 'protected')},\
"constraints":[],"version":${json(node.version?.value ?? null)},"latest_version":${json(node.version?.latest ?? null)},\
"deprecation_date":null,\
"primary_key":${json(world.primaryKeys.get(node.id) ?? [])},"time_spine":null}`
}

/** A seed as dbt's manifest has it: JSON text. */
export function seedJson(node: SeedNode, world: NodeWorld): string {
  const checksum = world.checksums.get(node.id) ?? { name: 'none', checksum: '' }
  return `{${builtFields(node, world, { config: effectiveConfig(node), checksum })},\
"relation_name":${json(relationName(node.relation))},"raw_code":"","doc_blocks":${json(node.docBlocks ?? [])},"root_path":${json(world.project.root)},\
"depends_on":{"macros":${json(node.macros)}}}`
}

/** What models and seeds have alike. */
function builtFields(
  node: ModelNode | SeedNode,
  world: NodeWorld,
  { config, checksum }: { readonly config: JsonObject; readonly checksum: Checksum },
): string {
  const { relation, layer } = node
  const place = { database: databaseOf(relation, world), schema: relation.schema, path: pathBelowRoot(node) }
  return `${identityFields(node, place)},"alias":${json(relation.identifier)},"checksum":${json(checksum)},\
"config":${json(config)},"tags":${json(node.tags)},"description":${json(node.description)},\
"columns":${columnsJson(node.columns)},"meta":${metaJson(node, layer === undefined ? {} : { layer })},\
"group":${json(config['group'] ?? null)},"docs":${json(docsJson(node))},"patch_path":${patchPath(node)},\
"build_path":null,"unrendered_config":${json(unrenderedConfig(node))},"created_at":${world.createdAt}`
}

/** The checksum changes with the promised columns, in whatever order they stand. */
function contractOf({ columns, materialization }: ModelNode, config: Json | undefined): JsonObject {
  const contract = isJsonObject(config) ? config : {}
  const enforced = contract['enforced'] === true
  return {
    enforced,
    alias_types: contract['alias_types'] !== false,
    checksum: enforced ? sha256(contractText(columns, materialization)) : null,
  }
}

/** dbt's text of a contract. Tables enforce constraints, of which there are none. */
function contractText(columns: readonly Column[], materialization: string): string {
  const sorted = columns.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const promised = sorted.map(({ name, dataType }) => `|${name}${dataType ?? 'None'}[]`).join('')
  return materialization === 'table' ? `${promised}${materialization}[]` : promised
}
