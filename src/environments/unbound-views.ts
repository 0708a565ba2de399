import { type Engine, QueryError } from '../ports/engine.ts'
import { sameVersion, type TableEntry, tableKey } from './pointer.ts'
import { runStatement } from './run-statement.ts'
import { parentsFirst, schemasSql, viewSql } from './views-sql.ts'

type Tables = ReadonlyMap<string, TableEntry>

/** Of the tables after a change, the views that read something which it left as it was, or were left so themselves. */
export function viewsAtRisk(after: Tables, changed: ReadonlySet<string>): readonly string[] {
  const left = new Set<string>()
  const views: string[] = []
  for (const table of parentsFirst(after)) {
    const key = tableKey(table.relation)
    const isLeft = !changed.has(key) || (table.kind === 'view' && table.parents.some((parent) => left.has(parent)))
    if (isLeft) left.add(key)
    if (isLeft && table.kind === 'view') views.push(key)
  }
  return views
}

/**
 * Of some views, those that would no longer work with other tables in place of those that are shown: what the engine says,
 * by key. No file is read: the columns of tables are known. Views that read a broken one are not named, and neither are
 * those that stay as they are and do not work now.
 */
export async function unboundViews(
  { before, after, views }: { readonly before: Tables; readonly after: Tables; readonly views: readonly string[] },
  engine: Engine,
): Promise<ReadonlyMap<string, string>> {
  const broken = [...(await problemsOf(after, engine))].filter(([key]) => views.includes(key))
  if (broken.length === 0) return new Map()
  const known = await problemsOf(before, engine)
  return new Map(broken.filter(([key]) => !(known.has(key) && isSame(before.get(key), after.get(key)))))
}

function isSame(before: TableEntry | undefined, after: TableEntry | undefined): boolean {
  return before !== undefined && after !== undefined && sameVersion(before, after)
}

/** What the engine says about each view of some tables that does not bind, apart from those that read one. */
async function problemsOf(tables: Tables, engine: Engine): Promise<ReadonlyMap<string, string>> {
  for (const sql of schemasSql(tables)) await engine.execute(sql)
  const problems = new Map<string, string>()
  const made = new Set<string>()
  for (const table of parentsFirst(tables)) {
    const key = tableKey(table.relation)
    if (table.kind === 'view' && !table.parents.every((parent) => made.has(parent))) continue
    const problem = await problemOf(table, engine)
    if (problem === undefined) made.add(key)
    else problems.set(key, problem)
  }
  return problems
}

/** Makes a table readable without its rows; what the engine says where it cannot be. */
async function problemOf(table: TableEntry, engine: Engine): Promise<string | undefined> {
  try {
    await runStatement(
      engine,
      viewSql({ ...table, files: [] }, (file) => file),
    )
    return undefined
  } catch (error) {
    if (error instanceof QueryError) return error.message
    throw error
  }
}
