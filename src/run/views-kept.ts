import { sameVersion, type TableEntry, tableKey, type ViewTable } from '../environments/pointer.ts'
import type { Graph } from '../graph/graph.ts'
import type { NodeId } from '../manifest/node-id.ts'

/** A table that stays as it was, and the published view that would show its new rows. */
export interface HeldBack {
  readonly table: TableEntry
  readonly view: ViewTable
}

export interface Showable {
  readonly set: readonly TableEntry[]
  readonly heldBack: readonly HeldBack[]
}

/**
 * Leaves out of what may be shown whatever a view reads that was to be built anew and is not shown anew: a view has no
 * rows of its own, so its readers would see rows that its tests have not passed. What is built from such a table is left
 * out with it.
 */
export function withoutParentsOfKeptViews(
  candidates: readonly TableEntry[],
  facts: {
    /** What the environment shows now. */
    readonly tables: ReadonlyMap<string, TableEntry>
    /** Nodes of the run. */
    readonly planned: ReadonlySet<NodeId>
    readonly graph: Pick<Graph, 'descendants'>
  },
): Showable {
  const { tables, planned, graph } = facts
  const views = [...tables.values()].filter((table): table is ViewTable => isPlannedView(table, planned))
  const heldBack: HeldBack[] = []
  for (let set = candidates; ; ) {
    const found = parentsOfKept(views, set, tables)
    if (found.length === 0) return { set, heldBack }
    heldBack.push(...found)
    const held = new Set(found.map(({ table }) => table.nodeId))
    const below = graph.descendants(held)
    set = set.filter(({ nodeId }) => !held.has(nodeId) && !below.has(nodeId))
  }
}

function isPlannedView({ kind, nodeId }: TableEntry, planned: ReadonlySet<NodeId>): boolean {
  return kind === 'view' && planned.has(nodeId)
}

/** Tables of a set that differ from what is shown, and that a view outside of the set reads. */
function parentsOfKept(
  views: readonly ViewTable[],
  set: readonly TableEntry[],
  tables: ReadonlyMap<string, TableEntry>,
): readonly HeldBack[] {
  const anew = new Map(set.filter((table) => isNew(table, tables)).map((table) => [table.nodeId, table]))
  const shown = new Set(set.map(({ nodeId }) => nodeId))
  const kept = views.filter(({ nodeId }) => !shown.has(nodeId))
  return kept.flatMap((view) =>
    view.parents.flatMap((key) => {
      const current = tables.get(key)
      const table = current === undefined ? undefined : anew.get(current.nodeId)
      return table === undefined ? [] : [{ table, view }]
    }),
  )
}

function isNew(table: TableEntry, tables: ReadonlyMap<string, TableEntry>): boolean {
  const current = tables.get(tableKey(table.relation))
  return current === undefined || !sameVersion(current, table)
}
