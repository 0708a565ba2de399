import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { isDataNode } from '../manifest/lookup.ts'
import type { DataNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { relationKey } from '../manifest/relation.ts'
import { versionedName } from '../manifest/version.ts'
import { duplicateName, sameRelation, upwardRef } from './diagnostics.ts'
import type { Draft } from './draft.ts'

/** Names and addresses that two enabled nodes share; upper and lower case are one, as on disks and in engines. */
export function duplicates(drafts: readonly Draft[]): readonly Diagnostic[] {
  const nodes = drafts.filter(({ enabled }) => enabled).map(({ node }) => node)
  return [...sameData(nodes), ...sameDeclared(nodes)]
}

function sameData(nodes: readonly Draft['node'][]): readonly Diagnostic[] {
  const byName = new Map<string, Location>()
  const byRelation = new Map<string, Location>()
  return nodes.flatMap((node) => {
    if (node.type !== 'model' && node.type !== 'seed') return []
    const version = node.type === 'model' ? node.version?.value : undefined
    const first = known(byName, versionedName(node.name, version).toLowerCase(), node.location)
    const sameAddress = known(byRelation, relationKey(node.relation), node.location)
    if (first !== undefined) return duplicateName('models or seeds', node.name, node.location, first)
    const { schema, identifier } = node.relation
    return sameAddress === undefined ? [] : sameRelation(`"${schema}"."${identifier}"`, node.location, sameAddress)
  })
}

/** Exposures and unit tests, which their own properties file names. */
function sameDeclared(nodes: readonly Draft['node'][]): readonly Diagnostic[] {
  const byId = new Map<string, Location>()
  return nodes.flatMap((node) => {
    if (node.type !== 'exposure' && node.type !== 'unit_test') return []
    const first = known(byId, node.id, node.location)
    const kind = node.type === 'exposure' ? 'exposures' : `unit tests of "${node.model}"`
    return first === undefined ? [] : duplicateName(kind, node.name, node.location, first)
  })
}

/** What is known under a key already; the first one stays. */
function known(places: Map<string, Location>, key: string, location: Location): Location | undefined {
  const first = places.get(key)
  if (first === undefined) places.set(key, location)
  return first
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
