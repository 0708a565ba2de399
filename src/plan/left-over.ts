import type { TableEntry } from '../environments/pointer.ts'
import type { Manifest } from '../manifest/manifest.ts'

/** A table that an environment shows and that no node of the project makes any more. */
export interface LeftOver {
  readonly key: string
  readonly table: TableEntry
  /** What became of its node. */
  readonly why: 'removed' | 'disabled' | 'elsewhere'
}

/** What of an environment the whole project has nothing for, whatever is selected. */
export function leftOver(tables: ReadonlyMap<string, TableEntry>, { nodes, disabled }: Manifest): readonly LeftOver[] {
  return [...tables].flatMap(([key, table]): LeftOver[] => {
    const node = nodes.get(table.nodeId)
    if (node === undefined) return [{ key, table, why: disabled.has(table.nodeId) ? 'disabled' : 'removed' }]
    // Ephemeral models leave nothing, and tables of a database are none of the lake's.
    const isElsewhere =
      node.type === 'model' && (node.materialization === 'ephemeral' || node.relation.catalog !== undefined)
    return isElsewhere ? [{ key, table, why: 'elsewhere' }] : []
  })
}
