import { effectiveConfig } from '../manifest/effective-config.ts'
import type { ExposureNode, Fixture, Group, Node, Owner, UnitTestNode } from '../manifest/node.ts'
import type { JsonObject } from '../util/json.ts'
import { unrenderedConfig } from './config-json.ts'
import { json, type NodeWorld, readFields, sha256 } from './node-fields.ts'

/** An exposure as dbt's manifest has it: JSON text. */
export function exposureJson(node: ExposureNode, world: NodeWorld): string {
  const { kind, owner, label, maturity, url, dependsOn } = node
  const parents = dependsOn.map((id) => world.nodes.get(id))
  return `{${declaredFields(node)},"type":"${kind}","owner":${json(ownerJson(owner))},\
"label":${json(label ?? null)},"maturity":${json(maturity ?? null)},"url":${json(url ?? null)},\
"tags":${json(node.tags)},"meta":${json(node.meta)},"config":${json(effectiveConfig(node))},\
"unrendered_config":${json(unrenderedConfig(node))},"depends_on":{"macros":[],"nodes":${json(dependsOn)}},\
${readFields(parents)},"created_at":${world.createdAt}}`
}

/** A unit test as dbt's manifest has it: JSON text. */
export function unitTestJson(node: UnitTestNode, world: NodeWorld): string {
  const { model, given, expect, overrides, dependsOn, versions, version } = node
  const tested = world.nodes.get(dependsOn[0] ?? node.id)
  const inputs = given.map(({ input, ...fixture }) => ({ input, ...fixtureJson(fixture) }))
  const contents = { model, given: inputs, expect: fixtureJson(expect), overrides: overrides ?? null }
  return `{${declaredFields(node)},"model":${json(model)},"given":${json(inputs)},"expect":${json(contents.expect)},\
"overrides":${json(contents.overrides)},"depends_on":{"macros":[],"nodes":${json(dependsOn)}},\
"config":${json(effectiveConfig(node))},"checksum":"${sha256(json(contents))}",\
"schema":${json(tested?.type === 'model' ? tested.relation.schema : null)},"created_at":${world.createdAt},\
"versions":${json(versions ?? null)},"version":${json(version ?? null)}}`
}

/** A group as dbt's manifest has it: JSON text. */
export function groupJson({ id, name, packageName, path, owner, description, meta }: Group): string {
  return json({
    name,
    resource_type: 'group',
    package_name: packageName,
    path: belowRoot(path),
    original_file_path: path,
    unique_id: id,
    owner: ownerJson(owner),
    description: description ?? null,
    config: { meta },
  })
}

function declaredFields({ id, name, type, packageName, path, fqn, description }: Node): string {
  return `"name":${json(name)},"resource_type":"${type}","package_name":${json(packageName)},\
"path":${json(belowRoot(path))},"original_file_path":${json(path)},"unique_id":${json(id)},"fqn":${json(fqn)},\
"description":${json(description)}`
}

function belowRoot(path: string): string {
  return path.split('/').slice(1).join('/')
}

function ownerJson(owner: Owner): JsonObject {
  return { email: null, name: null, ...owner }
}

function fixtureJson({ format, rows, fixture }: Fixture): JsonObject {
  return { rows: rows ?? null, format, fixture: fixture ?? null }
}
