import { byName, textArgument } from '../context/arguments.ts'
import { checkRefCall, refName } from '../context/ref-name.ts'
import { cteValue, relationValue } from '../context/relation-value.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { type TemplateArguments, templateFunction } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import { type RefName, refKey } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import { versionedName } from '../manifest/version.ts'
import { unknownRef } from '../parse/diagnostics.ts'
import { undeclaredRef } from './diagnostics.ts'

/** What `ref()` or `source()` leads to: a relation, or SQL that stands in its place (a CTE's name, a file). */
export type Reference = { readonly relation: Relation; readonly empty?: boolean } | { readonly sql: string }

/** dbt's `ref(name)` and `ref(package, name)`, looked up in a finished manifest. */
export function refFunction(
  index: ReadonlyMap<string, NodeId>,
  manifest: Manifest,
  from: Node,
  follow: (id: NodeId) => Reference,
  dialect: Dialect,
): Value {
  return templateFunction((call) => {
    const ref = calledRef(call)
    const id = index.get(refKey(ref))
    if (id === undefined || !dependsOn(manifest, from, id)) {
      throw new TemplateError(undeclaredRef(versionedName(ref.name, ref.version), call.location, id !== undefined))
    }
    return referenceValue(follow(id), dialect)
  }, 'ref')
}

/** The same for a template that belongs to no node: every model and seed can be referenced. */
export function anyRefFunction(
  index: ReadonlyMap<string, NodeId>,
  follow: (id: NodeId, location: Location) => Reference,
  dialect: Dialect,
): Value {
  return templateFunction((call) => {
    const ref = calledRef(call)
    const id = index.get(refKey(ref))
    if (id === undefined) throw new TemplateError(unknownRef(ref, call.location, index.keys()))
    return referenceValue(follow(id, call.location), dialect)
  }, 'ref')
}

function calledRef(call: TemplateArguments): RefName {
  checkRefCall(call)
  const texts = call.positional.map((value) => textArgument(value, call, 'ref'))
  return refName(texts, call)
}

/** dbt's `source(name, table)`. */
export function sourceFunction(
  index: ReadonlyMap<string, NodeId>,
  follow: (id: NodeId) => Reference,
  dialect: Dialect,
): Value {
  return templateFunction((call) => {
    const given = byName(call, { name: 'source', parameters: ['source_name', 'table_name'], required: 2 })
    const source = textArgument(given.get('source_name'), call, 'source')
    const table = textArgument(given.get('table_name'), call, 'source')
    const id = index.get(`${source}.${table}`)
    if (id === undefined) throw new TemplateError(undeclaredRef(`${source}.${table}`, call.location, false))
    return referenceValue(follow(id), dialect)
  }, 'source')
}

function referenceValue(reference: Reference, dialect: Dialect): Value {
  if ('sql' in reference) return cteValue(reference.sql)
  return relationValue(reference.relation, dialect, { empty: reference.empty ?? false })
}

/** An ephemeral model's parents are not those of the model that inlines it, so a path through one counts too. */
function dependsOn(manifest: Manifest, from: Node, id: NodeId): boolean {
  if (from.dependsOn.includes(id)) return true
  return from.dependsOn.some((parent) => {
    const node = manifest.nodes.get(parent)
    return node?.type === 'model' && node.materialization === 'ephemeral' && dependsOn(manifest, node, id)
  })
}
