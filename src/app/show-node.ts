import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { type TableEntry, tableKey } from '../environments/pointer.ts'
import { isDataNode, isSource, nodeOf } from '../manifest/lookup.ts'
import type { DataNode, Node, SourceNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { dataParents } from '../plan/data-parents.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { QueryError, type QueryResult } from '../ports/engine.ts'
import { neverBuilt } from '../run/diagnostics.ts'
import { type Hides, hidesIn, hidesInTest, hidesNothing, maskedRows } from '../run/masked-rows.ts'
import { compileForRun } from '../run/node-query.ts'
import { sourceUnread } from '../run/source-diagnostics.ts'
import { type Asking, ask, failing } from './ask.ts'
import type { Workspace } from './load-workspace.ts'
import { templateWarnings } from './warning-policy.ts'

/** Rows to print. */
export interface Shown extends QueryResult {
  /** The node that was shown; undefined for an inline query. */
  readonly node: Node | undefined
  /** Models whose version failed a test in the newest run: a test is shown on that, which readers do not see. */
  readonly failed: readonly string[]
  /** The relation that the failing rows of a test were kept in, where they come from there. */
  readonly keptIn?: string
  /** How many rows there are of which these are the first, where that is known without counting. */
  readonly total?: number
  /** What the query took. */
  readonly seconds: number
  /** Columns whose values are masked, because they hold personal data. */
  readonly masked: readonly string[]
  readonly warnings: readonly Diagnostic[]
}

/** What showing a node needs. */
export interface Showing extends Asking {
  readonly limit: number
  /** Shows personal values as they are. */
  readonly unmask: boolean
  /** Reads the published rows of models, and does not run their queries. */
  readonly asPublished?: boolean
}

/** The first rows of a model or seed, or those that fail a test. Throws `ProjectError`. */
export async function showNode(id: NodeId, showing: Showing): Promise<Shown> {
  const { workspace, session } = showing
  const node = nodeOf(workspace.manifest, id)
  const parents = dataParents(id, workspace.manifest)
  const isRead = isDataNode(node) && (showing.asPublished === true || isReadFromEnvironment(node, parents, workspace))
  const failed = await session.open(isRead ? [id] : parents)
  const result = await timed(async () =>
    isRead ? { ...(await firstRows(node, showing)), warnings: [] } : await showQuery(id, showing),
  )
  const total = isRead ? rowsOf(session.tables.get(tableKey(node.relation))) : undefined
  const known = total === undefined ? {} : { total }
  return { ...maskedRows(result, hidesOf(node, showing)), ...known, node, failed }
}

/** A result, and the seconds it took. */
export async function timed<T extends object>(work: () => Promise<T>): Promise<T & { readonly seconds: number }> {
  const started = performance.now()
  const result = await work()
  return { ...result, seconds: (performance.now() - started) / 1000 }
}

function rowsOf(table: TableEntry | undefined): number | undefined {
  return table?.kind === 'parquet' ? table.files.reduce((sum, { rows }) => sum + rows, 0) : undefined
}

/** Which columns of a node's rows are masked. */
export function hidesOf(node: Node, { workspace, unmask }: Pick<Showing, 'workspace' | 'unmask'>): Hides {
  const { nodes } = workspace.manifest
  if (unmask) return hidesNothing
  if (node.type !== 'test') return hidesIn([node.id], nodes)
  return hidesInTest(node, { nodes, library: workspace.surroundings.library })
}

/** What is streamed while a model is built cannot be asked again. */
function isReadFromEnvironment(node: Node, parents: readonly NodeId[], workspace: Workspace): boolean {
  return node.type === 'seed' || extractedOf(parents, workspace).length > 0
}

/** Of what a node reads, what is there only while a run streams it. */
export function extractedOf(parents: readonly NodeId[], { manifest }: Workspace): readonly SourceNode[] {
  return parents
    .map((id) => nodeOf(manifest, id))
    .filter(isSource)
    .filter(isExtracted)
}

/** Without a lake, what was never built is missed only here. */
async function firstRows(node: DataNode, { workspace, session, limit, signal }: Showing): Promise<QueryResult> {
  const { engine } = session
  try {
    return await engine.execute(`select * from ${engine.dialect.relation(node.relation)} limit ${limit}`, { signal })
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    throw new ProjectError([neverBuilt(node, undefined, workspace.target.environment)])
  }
}

/** Runs a node's query. Throws `ProjectError`. */
async function showQuery(id: NodeId, showing: Showing): Promise<QueryResult & Pick<Shown, 'warnings'>> {
  const { workspace, session, signal } = showing
  const node = nodeOf(workspace.manifest, id)
  const [source] = extractedOf(dataParents(id, workspace.manifest), workspace)
  if (source !== undefined) throw new ProjectError([sourceUnread(node, source, insteadOf(node))])
  const compiled = await failing(() => compileForRun(id, workspace, session.engine, signal))
  const warnings = templateWarnings([compiled], workspace.warningPolicy)
  return { ...(await ask(compiled, showing, (sql) => session.engine.execute(sql, { signal }))), warnings }
}

function insteadOf({ type, name }: Node): string {
  return type === 'test'
    ? `A run keeps its failing rows: tpchmodel test --select ${name} --store-failures`
    : 'Show a model that reads it, with --select or in the query as ref().'
}
