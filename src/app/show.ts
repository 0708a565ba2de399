import { ProjectError } from '../diagnostics/diagnostic.ts'
import { nothingFailed } from '../environments/diagnostics.ts'
import { tableKey } from '../environments/pointer.ts'
import { isDataNode, nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { hidesNothing, maskedRows } from '../run/masked-rows.ts'
import { ask, compileInline, hidesInQuery } from './ask.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { mentionedTables } from './mentioned-tables.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { type ReadingOptions, readingOf } from './reading.ts'
import { selectNodes } from './select-nodes.ts'
import { type Showing, type Shown, showNode, timed } from './show-node.ts'
import { templateWarnings } from './warning-policy.ts'
import { type Session, withSession } from './with-session.ts'

export interface ShowOptions extends ProjectOptions, SelectionOptions, ReadingOptions {
  /** A query to show instead of a node; it may use `ref()`, macros, and the names of published tables. */
  readonly inline?: string
  /** Rows at most. Default: 5. */
  readonly limit?: number
  /** Shows personal values as they are. Default: columns that are tagged `pii` are masked. */
  readonly unmask?: boolean
}

/**
 * Runs a model's query, the failing rows of a test, or an inline query over what the environment shows, and returns the
 * first rows. A seed, a model that extracts from a source, and whatever is asked for of another environment, an earlier
 * state or a version that failed are read from the lake. Builds nothing. Throws `ProjectError`.
 */
export async function show(options: ShowOptions): Promise<readonly Shown[]> {
  const { workspace, view, isAsked } = readingOf(options, await loadWorkspace(options))
  const { inline, limit = 5, unmask = false, signal = new AbortController().signal } = options
  const how = { workspace, limit, unmask, signal, asPublished: isAsked }
  if (inline !== undefined) {
    return withSession(workspace, (session) => showInline(inline, { ...how, session }), view)
  }
  const { ids, warnings } = await selectNodes(workspace, options, ['model', 'seed', 'test'])
  const wanted = withoutRiders([...ids], workspace)
  const isOfTests = !wanted.some((id) => isDataNode(nodeOf(workspace.manifest, id)))
  const showAll = async (session: Session) => {
    const shown: Shown[] = []
    const found = view.failed === true && !isOfTests ? failedOf(wanted, session, workspace) : wanted
    for (const id of found) shown.push(await showNode(id, { ...how, session }))
    const all = [...workspace.warnings, ...warnings, ...shown.flatMap((result) => result.warnings)]
    return shown.map((result) => ({ ...result, warnings: all }))
  }
  return withSession(workspace, showAll, isOfTests && !isAsked ? { failed: true } : view)
}

/** Those of some nodes that failed their tests. Throws `ProjectError` where none did. */
function failedOf(ids: readonly NodeId[], { failed }: Session, { manifest, target }: Workspace): readonly NodeId[] {
  const found = ids.filter((id) => {
    const node = nodeOf(manifest, id)
    return isDataNode(node) && failed.has(tableKey(node.relation))
  })
  if (found.length === 0) throw new ProjectError([nothingFailed(target.environment, [...failed.keys()])])
  return found
}

/** Tests come along with the models that a selector names; they are shown when they are selected alone. */
function withoutRiders(ids: readonly NodeId[], { manifest }: Workspace): readonly NodeId[] {
  const data = ids.filter((id) => isDataNode(nodeOf(manifest, id)))
  return data.length > 0 ? data : ids
}

async function showInline(text: string, showing: Showing): Promise<readonly Shown[]> {
  const compiled = await compileInline({ name: '--inline', text }, showing)
  const { session, signal, workspace, unmask } = showing
  const { warnings, warningPolicy } = workspace
  const told = [...warnings, ...templateWarnings([compiled], warningPolicy)]
  const result = await timed(() => ask(compiled, showing, (sql) => session.engine.execute(sql, { signal })))
  const hides = unmask ? hidesNothing : hidesInQuery(compiled, workspace)
  const failed = mentionedTables(compiled.sql, session.failed)
  return [{ ...maskedRows(result, hides), node: undefined, failed, warnings: told }]
}
