import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { isDataNode } from '../manifest/lookup.ts'
import type { DataNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { relationKey } from '../manifest/relation.ts'
import { duplicateName, sameRelation, upwardRef } from './diagnostics.ts'
import type { Draft } from './draft.ts'

/** Names and addresses that two enabled nodes share; upper and lower case are one, as on disks and in engines. */
export function duplicates(drafts: readonly Draft[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const byName = new Map<string, Location>()
  const byRelation = new Map<string, Location>()
  for (const { node, enabled } of drafts) {
    if (!enabled || (node.type !== 'model' && node.type !== 'seed')) continue
    const name = node.name.toLowerCase()
    const first = byName.get(name)
    const key = relationKey(node.relation)
    const sameAddress = byRelation.get(key)
    if (first !== undefined) diagnostics.push(duplicateName('models or seeds', node.name, node.location, first))
    else if (sameAddress !== undefined) {
      const { schema, identifier } = node.relation
      diagnostics.push(sameRelation(`"${schema}"."${identifier}"`, node.location, sameAddress))
    }
    byName.set(name, first ?? node.location)
    byRelation.set(key, sameAddress ?? node.location)
  }
  return diagnostics
}

/** References from a lower layer up to a higher one, each at the reference. */
export function upwardRefs(
  drafts: readonly Draft[],
  nodes: ReadonlyMap<NodeId, Node>,
  layers: readonly string[],
): readonly Diagnostic[] {
  const height = (node: DataNode) => (node.layer === undefined ? -1 : layers.indexOf(node.layer))
  return drafts.flatMap((draft) => {
    const child = nodes.get(draft.node.id)
    if (!isDataNode(child) || height(child) === -1) return []
    return child.dependsOn.flatMap((id) => {
      const parent = nodes.get(id)
      if (!isDataNode(parent) || height(parent) <= height(child)) return []
      const location = draft.refs.find(({ name }) => name === parent.name)?.location ?? child.location
      return [upwardRef(layered(child), layered(parent), location)]
    })
  })
}

function layered({ name, layer = '', location }: DataNode) {
  return { name, layer, location }
}
