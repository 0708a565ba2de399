import { type Pointer, tableKey } from '../environments/pointer.ts'
import type { DataNode } from '../manifest/node.ts'

/** The key that an environment shows a node under, where the node has another one by now. */
export function movedFrom({ id, relation }: DataNode, pointer: Pointer | undefined): string | undefined {
  const found = [...(pointer?.tables ?? [])].find(([, { nodeId }]) => nodeId === id)?.[0]
  return found === tableKey(relation) ? undefined : found
}
