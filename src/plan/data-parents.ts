import type { Manifest } from '../manifest/manifest.ts'
import type { NodeId } from '../manifest/node-id.ts'

/** What a node reads: ephemeral models stand for what they read themselves. Sorted, without repetition. */
export function dataParents(id: NodeId, manifest: Manifest): readonly NodeId[] {
  const found = new Set<NodeId>()
  const open = [...(manifest.nodes.get(id)?.dependsOn ?? [])]
  const seen = new Set<NodeId>()
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    if (seen.has(parent)) continue
    seen.add(parent)
    const node = manifest.nodes.get(parent)
    if (node?.type === 'model' && node.materialization === 'ephemeral') open.push(...node.dependsOn)
    else if (node !== undefined) found.add(parent)
  }
  return [...found].sort()
}
