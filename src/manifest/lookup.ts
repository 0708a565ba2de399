import type { Manifest } from './manifest.ts'
import type { DataNode, DataTestNode, Node, SourceNode, UnlinkedNode } from './node.ts'
import type { NodeId } from './node-id.ts'
import { isVersion } from './version.ts'

export function isDataNode(node: Node | undefined): node is DataNode {
  return node?.type === 'model' || node?.type === 'seed'
}

export function isTest(node: Node | undefined): node is DataTestNode {
  return node?.type === 'test'
}

export function isSource(node: Node | undefined): node is SourceNode {
  return node?.type === 'source'
}

/** What a `ref()` names. */
export interface RefName {
  readonly name: string
  readonly packageName?: string
  /** As text: `2` and `"2"` are one version. Without it the latest is meant. */
  readonly version?: string
}

/** The key under which `ref(name)`, `ref(package, name)` or `ref(name, v=2)` is looked up. */
export function refKey({ name, packageName, version }: RefName): string {
  const versioned = version === undefined ? name : `${name}.v${version}`
  return packageName === undefined ? versioned : `${packageName}.${versioned}`
}

/** Models and seeds by the names that `ref()` knows them under. */
export function refIndex(nodes: Iterable<UnlinkedNode>): ReadonlyMap<string, NodeId> {
  const index = new Map<string, NodeId>()
  for (const node of nodes) {
    if (node.type !== 'model' && node.type !== 'seed') continue
    for (const key of refKeys(node)) index.set(key, node.id)
  }
  return index
}

/** All keys that lead to a node. The name alone leads to the latest version. */
function refKeys(node: Extract<UnlinkedNode, { readonly type: DataNode['type'] }>): readonly string[] {
  const { name, packageName } = node
  const version = node.type === 'model' ? node.version : undefined
  const isLatest = version === undefined || isVersion(version.value, version.latest)
  const names: readonly RefName[] = [
    ...(isLatest ? [{ name }] : []),
    ...(version === undefined ? [] : [{ name, version: String(version.value) }]),
  ]
  return names.flatMap((ref) => [refKey(ref), refKey({ packageName, ...ref })])
}

/** Sources by `source.table`. */
export function sourceIndex(nodes: Iterable<UnlinkedNode>): ReadonlyMap<string, NodeId> {
  const index = new Map<string, NodeId>()
  for (const node of nodes) {
    if (node.type === 'source') index.set(`${node.sourceName}.${node.name}`, node.id)
  }
  return index
}

/** Nodes by the names that templates know them under. */
export interface NodeNames {
  readonly refs: ReadonlyMap<string, NodeId>
  readonly sources: ReadonlyMap<string, NodeId>
}

export function nodeNames(nodes: ReadonlyMap<NodeId, Node>): NodeNames {
  return { refs: refIndex(nodes.values()), sources: sourceIndex(nodes.values()) }
}

/** A node that the caller knows to be in the manifest. */
export function nodeOf(manifest: Manifest, id: NodeId): Node {
  const node = manifest.nodes.get(id)
  if (node === undefined) throw new Error(`Internal error: ${id} is not in the manifest`)
  return node
}

/** Whether a macro of this name is called by its name, and not as a test or a materialization. */
export function isOperation(macro: string): boolean {
  return !/^(?:test|materialization)_/.test(macro)
}

/** How many nodes there are of each type. */
export function countByType(nodes: Iterable<Node>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { type } of nodes) counts[type] = (counts[type] ?? 0) + 1
  return counts
}

/** The group of a node. A generic test belongs to that of what it is declared on; an exposure to none. */
export function groupOf(node: Node, nodes: ReadonlyMap<NodeId, Node>): string | undefined {
  if (node.type === 'exposure') return undefined
  const tested = node.type === 'test' && node.generic !== undefined ? nodes.get(node.generic.attachedTo) : undefined
  const group = (tested ?? node).config['group']
  return typeof group === 'string' ? group : undefined
}
