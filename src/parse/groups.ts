import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { groupOf } from '../manifest/lookup.ts'
import type { Group, Node } from '../manifest/node.ts'
import { type NodeId, nodeId } from '../manifest/node-id.ts'
import type { Properties } from '../project/properties.ts'
import { duplicateName, privateRef, unknownGroup, wrongConfig } from './diagnostics.ts'
import type { Draft } from './draft.ts'
import type { ParseContext } from './parse-context.ts'

/** The groups of all properties files, by name. Two of one name are reported. */
export function parseGroups(properties: readonly Properties[], context: ParseContext): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const { file, groups: declared } of properties) {
    for (const { name, location, description, owner, meta } of declared) {
      const first = groups.get(name)
      if (first !== undefined) context.report(duplicateName('groups', name, location, first.location))
      groups.set(name, {
        id: nodeId('group', context.project.name, name),
        name,
        packageName: context.project.name,
        path: file,
        location,
        ...(description !== undefined && { description: description.value }),
        owner,
        meta,
      })
    }
  }
  return groups
}

/** Nodes of a group that is not declared, and public models that nobody could read. */
export function checkGroups(drafts: readonly Draft[], groups: ReadonlyMap<string, Group>): readonly Diagnostic[] {
  return drafts.flatMap(({ node, enabled, configLocations }) => {
    if (!enabled) return []
    const name = node.config['group']
    const isUnknown = typeof name === 'string' && !groups.has(name)
    const isNowhere =
      node.type === 'model' && node.config['access'] === 'public' && node.materialization === 'ephemeral'
    const place = (key: string) => configLocations.get(key) ?? node.location
    return [
      ...(isUnknown ? [unknownGroup(name, place('group'), [...groups.keys()])] : []),
      ...(isNowhere ? [wrongConfig('access', 'is "public", and an ephemeral model is no table', place('access'))] : []),
    ]
  })
}

/** References to private models from outside of their group. Unit tests may name any model. */
export function privateRefs(drafts: readonly Draft[], nodes: ReadonlyMap<NodeId, Node>): readonly Diagnostic[] {
  return drafts.flatMap((draft) => {
    const child = nodes.get(draft.node.id)
    if (child === undefined || child.type === 'unit_test') return []
    return child.dependsOn.flatMap((id) => {
      const parent = nodes.get(id)
      if (parent?.type !== 'model' || parent.config['access'] !== 'private') return []
      const group = groupOf(parent, nodes)
      if (group !== undefined && groupOf(child, nodes) === group) return []
      const location = draft.refs.find(({ name }) => name === parent.name)?.location ?? child.location
      return [privateRef({ name: parent.name, group, definedAt: parent.location }, child, location)]
    })
  })
}
