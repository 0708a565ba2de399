import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import type { PreviousManifest } from './read-manifest.ts'
import {
  objectIn,
  sameBody,
  sameConfig,
  sameContents,
  sameContract,
  samePersistedDescription,
  sameRelation,
  settingsOf,
} from './same-contents.ts'

type Same = (one: JsonObject, other: JsonObject) => boolean

/** What `modified.…` compares, and of which types of nodes. */
const parts: Readonly<Record<string, { readonly types: readonly string[]; readonly same: Same }>> = {
  'modified.body': { types: ['model', 'seed', 'test'], same: sameBody },
  'modified.configs': { types: ['model', 'seed', 'test', 'source', 'exposure'], same: sameConfig },
  'modified.persisted_descriptions': { types: ['model', 'seed', 'test'], same: samePersistedDescription },
  'modified.relation': { types: ['model', 'seed', 'test', 'source'], same: sameRelation },
  'modified.contract': { types: ['model', 'seed', 'test'], same: sameContract },
}

/**
 * Tells by dbt's rules whether `state:<value>` is true of a node, whose `entry` is what the manifest of today has of it.
 * Answers are remembered.
 */
export function stateTest(
  previous: PreviousManifest,
  { manifest, entry }: { readonly manifest: Manifest; readonly entry: (node: Node) => JsonObject },
): (node: Node, value: string) => boolean {
  const entries = new Map<string, JsonObject>()
  const entryOf = (node: Node): JsonObject => {
    const known = entries.get(node.id) ?? entry(node)
    entries.set(node.id, known)
    return known
  }
  const touched = touchedMacros(changedMacros(previous, manifest), manifest)
  const callsChanged = (node: Node) => 'macros' in node && node.macros.some((id) => touched.has(id))
  const pairOf = (node: Node): readonly [JsonObject, JsonObject | undefined] => {
    const [one, other] = [entryOf(node), previous.nodes.get(node.id)]
    return other !== undefined && previous.isOfDbt ? comparable(one, other) : [one, other]
  }
  const isModified = (node: Node) => !sameContents(...pairOf(node)) || callsChanged(node)
  return (node, value) => {
    const isNew = !previous.nodes.has(node.id)
    if (value === 'new' || value === 'old') return isNew === (value === 'new')
    if (value === 'modified') return isModified(node)
    if (value === 'unmodified') return !isModified(node)
    if (value === 'modified.macros') return callsChanged(node)
    const part = parts[value]
    if (part?.types.includes(node.type) !== true) return false
    const [one, other] = pairOf(node)
    return other === undefined || !part.same(one, other)
  }
}

/**
 * dbt keeps what was set as it was written (templates, tags as often as they were given, a call of `config()` as text), and
 * writes the configuration of a generic test behind its text. What became of it is the same in both.
 */
function comparable(one: JsonObject, other: JsonObject): readonly [JsonObject, JsonObject] {
  const keys = [...settingsOf(one, other)]
  const effective = (node: JsonObject): JsonObject => {
    const config = objectIn(node, 'config')
    return { ...node, unrendered_config: Object.fromEntries(keys.map((key) => [key, settled(config[key])])) }
  }
  const text = other['raw_code']
  const isTest = typeof text === 'string' && isJsonObject(other['test_metadata'])
  return [
    effective(one),
    { ...effective(other), ...(isTest && { raw_code: text.replace(/\{\{ config\([\s\S]*\) \}\}$/, '') }) },
  ]
}

/** Lists of words, such as tags, are sets; no value is as good as an empty one. */
function settled(value: Json | undefined): Json {
  if (value === undefined || value === null) return null
  if (!Array.isArray(value)) return isJsonObject(value) && Object.keys(value).length === 0 ? null : value
  return value.length === 0 ? null : [...new Set(value)].sort()
}

/** Macros that are new, gone, or have another text. Those of dbt itself and of its adapters are not compared. */
function changedMacros({ macros: old }: PreviousManifest, { macros, projectName }: Manifest): ReadonlySet<string> {
  const now = new Map([...macros.values()].map(({ id, text }) => [id, text]))
  const packages = new Set([projectName, ...[...macros.values()].map(({ packageName }) => packageName)])
  const gone = [...old.keys()].filter((id) => !now.has(id) && packages.has(id.split('.')[1] ?? ''))
  const other = [...now].filter(([id, text]) => old.get(id)?.trim() !== text.trim()).map(([id]) => id)
  return new Set([...gone, ...other])
}

/** The changed macros, and those that call one of them, directly or through others. */
function touchedMacros(changed: ReadonlySet<string>, { macros }: Manifest): ReadonlySet<string> {
  if (changed.size === 0) return changed
  const callers = new Map<string, string[]>()
  for (const { id, calls } of macros.values()) {
    for (const called of calls) callers.set(called, [...(callers.get(called) ?? []), id])
  }
  const touched = new Set(changed)
  // A set hands out what is added while it is walked.
  for (const id of touched) for (const caller of callers.get(id) ?? []) touched.add(caller)
  return touched
}
