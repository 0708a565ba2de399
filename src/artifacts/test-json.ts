import { groupOf } from '../manifest/lookup.ts'
import type { DataTestNode, Node } from '../manifest/node.ts'
import { refCall } from '../manifest/version.ts'
import { testAlias } from '../parse/test-alias.ts'
import { testConfigText, unrenderedConfig } from './config-json.ts'
import {
  compiledFields,
  identityFields,
  json,
  type NodeWorld,
  patchPath,
  pathBelowRoot,
  textChecksum,
} from './node-fields.ts'

/** A test as dbt's manifest has it: JSON text. */
export function testJson(node: DataTestNode, world: NodeWorld): string {
  const { target } = world
  const { generic } = node
  const rawCode = node.rawSql.trim()
  const alias = testAlias(node)
  const own = alias === node.name ? {} : { alias }
  const path = generic === undefined ? pathBelowRoot(node) : `${alias}.sql`
  const place = { database: target.database, schema: `${target.schema}_dbt_test__audit`, path }
  const checksum = generic === undefined ? json(textChecksum(rawCode)) : '{"name":"none","checksum":""}'
  return `{${identityFields(node, place)},"alias":${json(alias)},"checksum":${checksum},"config":${testConfigText(node, own)},\
"tags":${json(node.tags)},"description":${json(node.description)},"columns":{},"meta":${json(node.meta)},\
"group":${json(groupOf(node, world.nodes) ?? null)},"docs":{"show":true,"node_color":null},"patch_path":${patchPath(node)},\
"build_path":null,"unrendered_config":${json({ ...unrenderedConfig(node), ...own })},"created_at":${world.createdAt},\
"relation_name":null,"raw_code":${json(rawCode)},"doc_blocks":${json(node.docBlocks ?? [])},${compiledFields(node, world)},\
"contract":{"enforced":false,"alias_types":true,"checksum":null}${generic === undefined ? '' : genericFields(generic, world)}}`
}

function genericFields(generic: NonNullable<DataTestNode['generic']>, { nodes }: NodeWorld): string {
  const { testName, namespace, attachedTo, column } = generic
  const tested = nodes.get(attachedTo)
  const kwargs = {
    column_name: column,
    ...generic.arguments,
    model: `{{ get_where_subquery(${reference(tested)}) }}`,
  }
  const attached = tested === undefined || tested.type === 'source' ? null : attachedTo
  return `,"column_name":${json(column ?? null)},"file_key_name":${json(fileKey(tested))},\
"attached_node":${json(attached)},\
"test_metadata":{"name":${json(testName)},"kwargs":${JSON.stringify(kwargs)},"namespace":${json(namespace ?? null)}}`
}

/** The key and name of a test's owner in its properties file. */
function fileKey(tested: Node | undefined): string | null {
  if (tested === undefined) return null
  return tested.type === 'source' ? `sources.${tested.sourceName}` : `${tested.type}s.${tested.name}`
}

function reference(tested: Node | undefined): string {
  if (tested?.type === 'source') return `source('${tested.sourceName}', '${tested.name}')`
  return refCall(tested?.name ?? '', tested?.type === 'model' ? tested.version?.value : undefined)
}
