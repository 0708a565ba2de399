import { effectiveConfig } from '../manifest/effective-config.ts'
import type { SourceNode } from '../manifest/node.ts'
import { unrenderedConfig } from './config-json.ts'
import {
  columnsJson,
  databaseOf,
  identityFields,
  json,
  metaJson,
  type NodeWorld,
  patchPath,
  relationName,
} from './node-fields.ts'

/** What dbt writes down although nobody said it. */
const unsaid = { loaded_at_field: null, loaded_at_query: null, meta: {}, tags: [] } as const

/** A table of a source as dbt's manifest has it: JSON text. */
export function sourceJson(node: SourceNode, world: NodeWorld): string {
  const { relation, origin, connection, externalLocation } = node
  const config = effectiveConfig(node)
  const place = { database: databaseOf(relation, world), schema: relation.schema, path: node.path }
  const own = connection === undefined ? {} : { connection, origin: { ...origin } }
  return `{${identityFields(node, place)},"source_name":${json(node.sourceName)},\
"source_description":${json(node.sourceDescription)},"loader":${json(node.loader ?? '')},"identifier":${json(relation.identifier)},\
"quoting":{"database":null,"schema":null,"identifier":null,"column":null},\
"loaded_at_field":${json(config['loaded_at_field'] ?? null)},"loaded_at_query":${json(config['loaded_at_query'] ?? null)},\
"freshness":${json(config['freshness'] ?? null)},\
"external":${json(externalLocation === undefined ? null : { location: externalLocation })},\
"description":${json(node.description)},"columns":${columnsJson(node.columns)},"meta":${metaJson(node, own)},\
"source_meta":${json(node.sourceMeta ?? {})},"tags":${json(node.tags)},"config":${json(config)},"patch_path":${patchPath(node)},\
"unrendered_config":${json({ ...unsaid, ...unrenderedConfig(node) })},"relation_name":${json(relationName(relation))},\
"created_at":${world.createdAt},"unrendered_database":${json(origin.catalog ?? null)},\
"unrendered_schema":${json(node.declaredSchema ?? null)},"doc_blocks":${json(node.docBlocks ?? [])}}`
}
