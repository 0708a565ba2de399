import type { DataTestNode, Node } from '../manifest/node.ts'
import type { JsonObject } from '../util/json.ts'
import { testAlias } from './compiled-path.ts'
import { configJson } from './config-json.ts'
import {
  compiledFields,
  identityFields,
  type NodeWorld,
  patchPath,
  pathBelowRoot,
  textChecksum,
} from './node-fields.ts'

/** A test as dbt's manifest has it. */
export function testJson(node: DataTestNode, world: NodeWorld): JsonObject {
  const { target } = world
  const rawCode = node.rawSql.trim()
  const alias = testAlias(node)
  const config = configJson(node)
  const path = node.generic === undefined ? pathBelowRoot(node) : `${alias}.sql`
  return {
    ...identityFields(node, { database: target.database, schema: `${target.schema}_dbt_test__audit`, path }),
    alias,
    checksum: node.generic === undefined ? textChecksum(rawCode) : { name: 'none', checksum: '' },
    config: alias === node.name ? config : { ...config, alias },
    tags: node.tags,
    description: node.description,
    columns: {},
    meta: node.meta,
    group: config['group'] ?? null,
    docs: { show: true, node_color: null },
    patch_path: patchPath(node),
    build_path: null,
    unrendered_config: node.config,
    created_at: world.createdAt,
    relation_name: null,
    raw_code: rawCode,
    doc_blocks: [],
    ...compiledFields(node, world),
    contract: { enforced: false, alias_types: true, checksum: null },
    ...(node.generic !== undefined && genericFields(node.generic, world)),
  }
}

function genericFields(generic: NonNullable<DataTestNode['generic']>, { nodes }: NodeWorld): JsonObject {
  const { testName, namespace, attachedTo, column } = generic
  const tested = nodes.get(attachedTo)
  return {
    column_name: column ?? null,
    file_key_name: fileKey(tested),
    attached_node: tested === undefined || tested.type === 'source' ? null : attachedTo,
    test_metadata: {
      name: testName,
      kwargs: {
        ...(column !== undefined && { column_name: column }),
        ...generic.arguments,
        model: `{{ get_where_subquery(${reference(tested)}) }}`,
      },
      namespace: namespace ?? null,
    },
  }
}

/** The key and name of a test's owner in its properties file. */
function fileKey(tested: Node | undefined): string | null {
  if (tested === undefined) return null
  return tested.type === 'source' ? `sources.${tested.sourceName}` : `${tested.type}s.${tested.name}`
}

function reference(tested: Node | undefined): string {
  return tested?.type === 'source' ? `source('${tested.sourceName}', '${tested.name}')` : `ref('${tested?.name ?? ''}')`
}
