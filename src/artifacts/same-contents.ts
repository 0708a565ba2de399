import { isDeepStrictEqual } from 'node:util'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

// dbt's rules for when a node is the same as one of an earlier manifest, both as the manifest has them.

/** Whether two values of a manifest say the same; what is null or empty says nothing. */
function sameValue(one: Json | undefined, other: Json | undefined): boolean {
  return isDeepStrictEqual(said(one), said(other))
}

function said(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map(said)
  if (!isJsonObject(value)) return value ?? undefined
  const entries = Object.entries(value).map(([key, inner]) => [key, said(inner)] as const)
  const left = entries.filter(([, inner]) => inner !== undefined)
  return left.length === 0 ? undefined : Object.fromEntries(left)
}

/** Whether these fields say the same in both. */
function sameFields(one: JsonObject, other: JsonObject, ...keys: readonly string[]): boolean {
  return keys.every((key) => sameValue(one[key], other[key]))
}

/** Of models, seeds and tests: what is told apart by other means, or does not change what is built. */
const outsideOfConfig = new Set(['alias', 'schema', 'database', 'tags', 'group'])

/** Of exposures: what dbt has beside their configuration, and says nothing of what they read. */
const besideExposures = new Set(['tags', 'meta'])

/** What somebody set. */
export function sameConfig(one: JsonObject, other: JsonObject): boolean {
  switch (one['resource_type']) {
    case 'source':
      return sameSettings(one, other, new Set())
    case 'exposure':
      return sameSettings(one, other, besideExposures)
    default:
      return sameSettings(one, other, outsideOfConfig)
  }
}

function sameSettings(one: JsonObject, other: JsonObject, outside: ReadonlySet<string>): boolean {
  const [a, b] = [objectIn(one, 'unrendered_config'), objectIn(other, 'unrendered_config')]
  const keys = [...settingsOf(one, other)].filter((key) => !outside.has(key))
  return keys.every((key) => isDeepStrictEqual(a[key], b[key]))
}

/** The keys that somebody set in one of the two. */
export function settingsOf(one: JsonObject, other: JsonObject): ReadonlySet<string> {
  return new Set([one, other].flatMap((node) => Object.keys(objectIn(node, 'unrendered_config'))))
}

/** The text; of a seed its checksum, or its path where it is large. dbt's text of a generic test holds its configuration. */
export function sameBody(one: JsonObject, other: JsonObject): boolean {
  if (one['resource_type'] === 'seed') return sameFields(one, other, 'checksum')
  return sameFields(one, other, 'raw_code') && (!isGeneric(one) || sameSettings(one, other, new Set()))
}

function isGeneric(node: JsonObject): boolean {
  return node['resource_type'] === 'test' && isJsonObject(node['test_metadata'])
}

/** Descriptions, where they are kept in the database. */
export function samePersistedDescription(one: JsonObject, other: JsonObject): boolean {
  const kept = objectIn(objectIn(one, 'config'), 'persist_docs')
  if (kept['relation'] === true && !sameFields(one, other, 'description')) return false
  return kept['columns'] !== true || isDeepStrictEqual(columnDescriptions(one), columnDescriptions(other))
}

function columnDescriptions(node: JsonObject): JsonObject {
  const columns = Object.entries(objectIn(node, 'columns'))
  return Object.fromEntries(
    columns.map(([name, column]) => [name, (isJsonObject(column) ? column['description'] : null) ?? '']),
  )
}

/** Where it is in the database: as configured, and of a source as it is. */
export function sameRelation(one: JsonObject, other: JsonObject): boolean {
  if (one['resource_type'] === 'source') return sameFields(one, other, 'database', 'schema', 'identifier')
  const [a, b] = [objectIn(one, 'unrendered_config'), objectIn(other, 'unrendered_config')]
  return sameFields(a, b, 'database', 'schema', 'alias')
}

/** Only models have contracts. */
export function sameContract(one: JsonObject, other: JsonObject): boolean {
  if (one['resource_type'] !== 'model') return true
  const [a, b] = [objectIn(one, 'contract'), objectIn(other, 'contract')]
  if (a['enforced'] !== true && b['enforced'] !== true) return true
  return a['enforced'] === true && b['enforced'] === true && a['checksum'] === b['checksum']
}

/** Everything that makes it another one, apart from macros. `other`: undefined for what is new. */
export function sameContents(one: JsonObject, other: JsonObject | undefined): boolean {
  switch (one['resource_type']) {
    // As in dbt, one that was not there before is new, and not modified.
    case 'source':
      return other === undefined || sameSource(one, other)
    case 'exposure':
      return other === undefined || sameExposure(one, other)
    case 'unit_test':
      return other !== undefined && sameFields(one, other, 'model', 'versions', 'given', 'expect', 'overrides')
    default:
      return other !== undefined && sameNode(one, other)
  }
}

function sameNode(one: JsonObject, other: JsonObject): boolean {
  if (!sameConfig(one, other) || !sameFields(one, other, 'fqn')) return false
  // Of a generic test the name has everything else.
  if (isGeneric(one)) return true
  const isSame = sameBody(one, other) && samePersistedDescription(one, other) && sameRelation(one, other)
  if (one['resource_type'] !== 'model') return isSame
  return isSame && sameContract(one, other) && sameFields(one, other, 'latest_version', 'access', 'deprecation_date')
}

function sameSource(one: JsonObject, other: JsonObject): boolean {
  return (
    sameRelation(one, other) &&
    sameConfig(one, other) &&
    sameFields(one, other, 'fqn', 'quoting', 'freshness', 'loaded_at_field', 'external')
  )
}

function sameExposure(one: JsonObject, other: JsonObject): boolean {
  const parents = (node: JsonObject) => objectIn(node, 'depends_on')['nodes']
  const sorted = (ids: Json | undefined) => (Array.isArray(ids) ? [...new Set(ids.map(String))].sort() : [])
  return (
    sameConfig(one, other) &&
    isDeepStrictEqual(sorted(parents(one)), sorted(parents(other))) &&
    sameFields(one, other, 'fqn', 'type', 'owner', 'maturity', 'url', 'description', 'label')
  )
}

/** The object below a key; an empty one where there is none. */
export function objectIn(object: JsonObject, key: string): JsonObject {
  const value = object[key]
  return isJsonObject(value) ? value : {}
}
