import type { SourceNode } from '../manifest/node.ts'
import type { JsonObject } from '../util/json.ts'
import { configJson } from './config-json.ts'
import {
  columnsJson,
  databaseOf,
  identityFields,
  metaJson,
  type NodeWorld,
  patchPath,
  relationName,
} from './node-fields.ts'

/** A table of a source as dbt's manifest has it. */
export function sourceJson(node: SourceNode, world: NodeWorld): JsonObject {
  const { relation, origin, connection, externalLocation } = node
  const config = configJson(node)
  const place = { database: databaseOf(relation, world), schema: relation.schema, path: node.path }
  return {
    ...identityFields(node, place),
    source_name: node.sourceName,
    source_description: node.sourceDescription,
    loader: '',
    identifier: relation.identifier,
    quoting: { database: null, schema: null, identifier: null, column: null },
    loaded_at_field: config['loaded_at_field'] ?? null,
    loaded_at_query: config['loaded_at_query'] ?? null,
    freshness: config['freshness'] ?? null,
    external: externalLocation === undefined ? null : { location: externalLocation },
    description: node.description,
    columns: columnsJson(node.columns),
    meta: metaJson(node, connection === undefined ? {} : { connection, origin: { ...origin } }),
    source_meta: {},
    tags: node.tags,
    config,
    patch_path: patchPath(node),
    unrendered_config: node.config,
    relation_name: relationName(relation, world),
    created_at: world.createdAt,
    unrendered_database: origin.catalog ?? null,
    unrendered_schema: origin.schema,
    doc_blocks: [],
  }
}
