import type { TableEntry } from '../environments/pointer.ts'
import type { DataNode } from '../manifest/node.ts'
import type { KeptFailures } from './built.ts'

/** Whose a version is, and the name under which it is shown. */
export type NamedTable = Pick<TableEntry, 'name' | 'nodeId' | 'layer' | 'relation'>

/** What a model or seed is shown as. */
export function tableOf({ id, name, layer, relation }: DataNode): NamedTable {
  const { schema, identifier } = relation
  return { name, nodeId: id, layer: layer ?? schema, relation: { schema, identifier } }
}

/** What the rows that failed a test are shown as. */
export function failuresTableOf({ test, relation }: Pick<KeptFailures, 'test' | 'relation'>): NamedTable {
  const { schema, identifier } = relation
  return { name: identifier, nodeId: test.id, layer: schema, relation: { schema, identifier } }
}
