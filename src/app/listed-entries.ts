import { nodeEntry } from '../artifacts/manifest-json.ts'
import { seedChecksums } from '../artifacts/seed-checksums.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Node } from '../manifest/node.ts'
import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'
import { nearest } from '../util/nearest.ts'
import type { LoadedManifest } from './load-manifest.ts'

/** The keys that dbt lists when nobody says which. */
const usual: ReadonlySet<string> = new Set([
  'alias',
  'name',
  'package_name',
  'depends_on',
  'direct_parents',
  'tags',
  'config',
  'resource_type',
  'source_name',
  'original_file_path',
  'unique_id',
])

/**
 * What `manifest.json` has of the nodes, by the keys asked for: `description`, or `config.materialized` for what is
 * further in. Keys that a node does not have are left out of its entry, as in dbt. Throws `ProjectError` for a key that no
 * node of the project has.
 */
export async function listedEntries(
  nodes: readonly Node[],
  loaded: LoadedManifest,
  keys: readonly string[] = [],
): Promise<readonly JsonObject[]> {
  const { manifest, project, target, invocationId, startedAt, environment } = loaded
  const checksums = keys.includes('checksum') ? await seedChecksums(manifest, project.root) : new Map()
  const invocation = { invocationId, startedAt, environment, now: startedAt }
  const write = nodeEntry({ manifest, project, target, invocation, compiled: new Map(), checksums })
  const whole = (node: Node) => ({
    ...write(node),
    ...(node.type === 'model' && { direct_parents: node.dependsOn }),
  })
  const entries = nodes.map(whole)
  if (keys.length === 0) return entries.map(usualOf)
  const isHere = (key: string) => entries.some((entry) => Object.hasOwn(entry, firstOf(key)))
  if (!keys.every(isHere)) checkKeys(keys, [...manifest.nodes.values()].map(whole))
  return entries.map((entry) => chosenOf(entry, keys))
}

function usualOf(entry: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => usual.has(key)))
}

function chosenOf(entry: JsonObject, keys: readonly string[]): JsonObject {
  const found = keys.map((key) => [key, valueAt(entry, key.split('.'))] as const)
  return Object.fromEntries(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function valueAt(entry: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = entry
  for (const key of path) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  // As in dbt, nothing further in is no value.
  return path.length > 1 && value === null ? undefined : value
}

function checkKeys(keys: readonly string[], entries: readonly JsonObject[]): void {
  const known = new Set([...usual, ...entries.flatMap((entry) => Object.keys(entry))])
  const unknown = keys.find((key) => !known.has(firstOf(key)))
  if (unknown === undefined) return
  const suggestion = nearest(firstOf(unknown), [...known])
  const hint = suggestion === undefined ? 'See them all in target/manifest.json.' : `Did you mean "${suggestion}"?`
  const message = `"${firstOf(unknown)}" of --output-keys is no key of a node in manifest.json.`
  throw new ProjectError([{ code: 'cli/usage', message, hint }])
}

function firstOf(key: string): string {
  return key.split('.', 1)[0] ?? key
}
