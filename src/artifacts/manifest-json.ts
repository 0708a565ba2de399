import { hash } from 'node:crypto'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { groupOf } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Target } from '../project/profile.ts'
import type { Project } from '../project/project.ts'
import type { JsonObject } from '../util/json.ts'
import { unreachable } from '../util/unreachable.ts'
import { exposureJson, groupJson, unitTestJson } from './declared-json.ts'
import { docsJson } from './docs-json.ts'
import { macroJson } from './macro-json.ts'
import { type Invocation, metadataJson } from './metadata.ts'
import { modelJson, seedJson } from './model-json.ts'
import type { Checksum, NodeWorld } from './node-fields.ts'
import { primaryKeys } from './primary-keys.ts'
import { selectorsJson } from './selectors-json.ts'
import { sortedIds } from './sorted-ids.ts'
import { sourceJson } from './source-json.ts'
import { testJson } from './test-json.ts'

export interface ManifestInput {
  readonly manifest: Manifest
  readonly project: Project
  readonly target: Target
  readonly invocation: Invocation
  /** Nodes whose final SQL is known and written to the target folder. */
  readonly compiled: ReadonlyMap<NodeId, CompiledNode>
  /** dbt's checksums of seeds. */
  readonly checksums: ReadonlyMap<NodeId, Checksum>
}

/**
 * dbt's `manifest.json`, version 12, as pieces of text: a project of any size is written without one large text. Ids
 * are in natural order, and equal inputs give equal bytes.
 */
export function* manifestJson(input: ManifestInput): Iterable<string> {
  yield manifestHead(input)
  yield* manifestBody(input)
}

/** The beginning of the file: what tells one command's manifest from another's of the same project. */
export function manifestHead(input: Pick<ManifestInput, 'project' | 'invocation'>): string {
  return `{"metadata":${JSON.stringify(manifestMetadata(input))}`
}

/** The rest of the file. */
export function* manifestBody(input: ManifestInput): Iterable<string> {
  const { manifest } = input
  const nodes = byId(manifest.nodes)
  const macros = sortedIds([...manifest.macros.keys()]).flatMap((id) => manifest.macros.get(id) ?? [])
  const world = worldOf(input)
  const write = (node: Node) => nodeJson(node, world)
  const of = (type: Node['type']) => nodes.filter((node) => node.type === type)
  const groups = [...manifest.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
  const children = childrenOf(nodes)

  yield* section(
    'nodes',
    nodes.filter(({ type }) => !elsewhere.has(type)),
    write,
  )
  yield* section('sources', of('source'), write)
  yield* section('macros', macros, (macro) => JSON.stringify(macroJson(macro, world.createdAt)))
  yield `,"docs":${JSON.stringify(docsJson(manifest))}`
  yield* section('exposures', of('exposure'), write)
  yield ',"metrics":{}'
  yield* section('groups', groups, groupJson)
  yield `,"selectors":${JSON.stringify(selectorsJson(input.project.selectors))}`
  yield* section('disabled', byId(manifest.disabled), (node) => `[${write(node)}]`)
  yield* section('parent_map', nodes, ({ dependsOn }) => JSON.stringify(dependsOn))
  yield* section('child_map', nodes, ({ id }) => JSON.stringify(children.get(id) ?? []))
  yield `,"group_map":${JSON.stringify(groupMap(nodes, manifest))},"saved_queries":{},"semantic_models":{}`
  yield* section('unit_tests', of('unit_test'), write)
  yield ',"functions":{}}\n'
}

/** Writes single nodes as they are in the file. */
export function nodeEntry(input: ManifestInput): (node: Node) => JsonObject {
  const world = worldOf(input)
  // What was just written as an object.
  return (node) => JSON.parse(nodeJson(node, world)) as JsonObject
}

/** Types with a section of their own. */
const elsewhere: ReadonlySet<Node['type']> = new Set(['source', 'exposure', 'unit_test'])

/** The members of every group, by its name. */
function groupMap(nodes: readonly Node[], { groups, nodes: byId }: Manifest): JsonObject {
  const members = new Map<string, NodeId[]>([...groups.keys()].sort().map((name) => [name, []]))
  for (const node of nodes.filter(({ type }) => !elsewhere.has(type))) {
    members.get(groupOf(node, byId) ?? '')?.push(node.id)
  }
  return Object.fromEntries(members)
}

function* section<T extends { readonly id: string }>(
  name: string,
  entries: readonly T[],
  write: (entry: T) => string,
): Iterable<string> {
  yield `,"${name}":{`
  let separator = ''
  for (const entry of entries) {
    yield `${separator}${JSON.stringify(entry.id)}:${write(entry)}`
    separator = ','
  }
  yield '}'
}

function byId(nodes: ReadonlyMap<NodeId, Node>): readonly Node[] {
  return sortedIds([...nodes.keys()]).flatMap((id) => nodes.get(id) ?? [])
}

/** In the order of the nodes given. */
function childrenOf(nodes: readonly Node[]): ReadonlyMap<NodeId, readonly NodeId[]> {
  const children = new Map<NodeId, NodeId[]>()
  for (const { id, dependsOn } of nodes) {
    for (const parent of dependsOn) {
      const known = children.get(parent)
      if (known === undefined) children.set(parent, [id])
      else known.push(id)
    }
  }
  return children
}

function worldOf({ manifest, project, target, compiled, checksums, invocation }: ManifestInput): NodeWorld {
  return {
    project,
    target,
    compiled,
    checksums,
    nodes: manifest.disabled.size === 0 ? manifest.nodes : new Map([...manifest.disabled, ...manifest.nodes]),
    primaryKeys: primaryKeys(manifest.nodes.values()),
    createdAt: invocation.startedAt.getTime() / 1000,
  }
}

function nodeJson(node: Node, world: NodeWorld): string {
  switch (node.type) {
    case 'model':
      return modelJson(node, world)
    case 'seed':
      return seedJson(node, world)
    case 'source':
      return sourceJson(node, world)
    case 'test':
      return testJson(node, world)
    case 'unit_test':
      return unitTestJson(node, world)
    case 'exposure':
      return exposureJson(node, world)
    default:
      return unreachable(node)
  }
}

function manifestMetadata({ project, invocation }: Pick<ManifestInput, 'project' | 'invocation'>): JsonObject {
  const { database, schema, identifier } = project.quoting
  return {
    ...metadataJson('manifest/v12', invocation),
    project_name: project.name,
    project_id: hash('md5', project.name),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: 'duckdb',
    quoting: { database, schema, identifier, column: null },
    run_started_at: invocation.startedAt.toISOString(),
  }
}

/** Where `manifest.json` is, relative to the project. */
export function manifestPath({ paths }: Pick<Project, 'paths'>): string {
  return `${paths.target}/manifest.json`
}
