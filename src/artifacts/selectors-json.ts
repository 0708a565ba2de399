import type { SelectorDefinition } from '../project/selector-definition.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

/** The selectors of a project as dbt's `manifest.json` has them: every text taken apart, every short form written out. */
export function selectorsJson(selectors: readonly SelectorDefinition[]): JsonObject {
  return Object.fromEntries(
    selectors.map(({ name, json }) => [name.value, { ...json, definition: ruleJson(json['definition'] ?? null) }]),
  )
}

function ruleJson(rule: Json): Json {
  if (typeof rule === 'string') return textJson(rule)
  if (!isJsonObject(rule)) return rule
  for (const set of ['union', 'intersection']) {
    const items = rule[set]
    if (Array.isArray(items)) return { [set]: items.map(ruleJson) }
  }
  return mappingJson(rule)
}

/** A criterion that is written out stays as it is, as in dbt, texts in its `exclude` included. */
function mappingJson(rule: JsonObject): JsonObject {
  const [first, second] = Object.entries(rule)
  if (first === undefined) return rule
  const [key, value] = first
  const inner = Array.isArray(value) ? value.map(ruleJson) : value
  if (key === 'exclude') return { exclude: inner }
  return second === undefined ? { method: key, value: inner } : rule
}

const criterion = /^(@)?((\d*)\+)?(?:([\w.]+):)?(.*?)(\+(\d*))?$/s

/** `2+tag:nightly+` */
function textJson(text: string): JsonObject {
  const [, at, parents, parentsDepth = '', method, value = '', children, childrenDepth = ''] =
    criterion.exec(text) ?? []
  return {
    ...(at !== undefined && { childrens_parents: true }),
    ...(parents !== undefined && { parents: true }),
    ...(parentsDepth !== '' && { parents_depth: parentsDepth }),
    method: method ?? defaultMethod(value),
    value,
    ...(children !== undefined && { children: true }),
    ...(childrenDepth !== '' && { children_depth: childrenDepth }),
  }
}

/** dbt's, which knows no word that may be several things. */
function defaultMethod(value: string): string {
  if (value.includes('/')) return 'path'
  return /\.(?:sql|py|csv)$/i.test(value) ? 'file' : 'fqn'
}
