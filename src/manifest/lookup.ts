import type { Manifest } from './manifest.ts'
import type { DataNode, DataTestNode, Node, SourceNode } from './node.ts'
import type { NodeId } from './node-id.ts'

export function isDataNode(node: Node | undefined): node is DataNode {
  return node?.type === 'model' || node?.type === 'seed'
}

export function isTest(node: Node | undefined): node is DataTestNode {
  return node?.type === 'test'
}

export function isSource(node: Node | undefined): node is SourceNode {
  return node?.type === 'source'
}

/** The key under which `ref(name)` or `ref(package, name)` is looked up. */
export function refKey(name: string, packageName?: string): string {
  return packageName === undefined ? name : `${packageName}.${name}`
}

/** Models and seeds by the names that `ref()` knows them under. */
export function refIndex(nodes: Iterable<Node>): ReadonlyMap<string, NodeId> {
  const index = new Map<string, NodeId>()
  for (const node of nodes) {
    if (!isDataNode(node)) continue
    index.set(refKey(node.name), node.id)
    index.set(refKey(node.name, node.packageName), node.id)
  }
  return index
}

/** Sources by `source.table`. */
export function sourceIndex(nodes: Iterable<Node>): ReadonlyMap<string, NodeId> {
  const sources = [...nodes].filter(isSource)
  return new Map(sources.map((node) => [`${node.sourceName}.${node.name}`, node.id]))
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

/** How many nodes there are of each type. */
export function countByType(nodes: Iterable<Node>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { type } of nodes) counts[type] = (counts[type] ?? 0) + 1
  return counts
}
