import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type TableEntry, tableKey, type ViewTable } from '../environments/pointer.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { QueryError } from '../ports/engine.ts'
import { brokenView } from './diagnostics.ts'
import { type Opening, openTables } from './open-environment.ts'

export interface BrokenViews {
  /** For each view of a model that the project still has. */
  readonly diagnostics: readonly Diagnostic[]
  /** Keys of views whose models the project has no longer: nobody can build them anew. */
  readonly orphans: readonly string[]
}

/** Published views that a run does not build and that no longer bind over what it would publish. */
export async function brokenViews(
  set: readonly TableEntry[],
  opening: Opening,
  nodes: ReadonlyMap<NodeId, unknown>,
): Promise<BrokenViews> {
  const changed = new Map(set.map((entry) => [tableKey(entry.relation), entry.name]))
  const diagnostics: Diagnostic[] = []
  const orphans: string[] = []
  for (const { view, key, because } of viewsOver(changed, opening.tables)) {
    const others = view.parents.filter((parent) => !changed.has(parent))
    await openTables(others, opening)
    const problem = await bindingProblem(view, opening)
    if (problem === undefined) continue
    if (nodes.has(view.nodeId)) diagnostics.push(brokenView(key, changed.get(because) ?? because, problem))
    else orphans.push(key)
  }
  return { diagnostics, orphans }
}

interface AffectedView {
  readonly key: string
  readonly view: ViewTable
  /** What it reads that is changed or affected itself. */
  readonly because: string
}

/** Views that read a changed table, directly or through other views, and are not changed themselves. */
function viewsOver(
  changed: ReadonlyMap<string, string>,
  tables: ReadonlyMap<string, TableEntry>,
): readonly AffectedView[] {
  const unchanged = [...tables].filter((entry): entry is [string, ViewTable] => isViewBeside(entry, changed))
  const found = new Map<string, AffectedView>()
  const open = [...changed.keys()]
  for (let because = open.pop(); because !== undefined; because = open.pop()) {
    for (const [key, view] of unchanged) {
      if (found.has(key) || !view.parents.includes(because)) continue
      found.set(key, { key, view, because })
      open.push(key)
    }
  }
  return [...found.values()]
}

function isViewBeside([key, { kind }]: [string, TableEntry], changed: ReadonlyMap<string, string>): boolean {
  return kind === 'view' && !changed.has(key)
}

async function bindingProblem(view: ViewTable, { engine }: Opening): Promise<string | undefined> {
  try {
    await engine.describe(view.sql)
    return undefined
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return error.message
  }
}
