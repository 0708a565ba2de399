import type { CompiledNode } from '../compile/compiled-node.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { isDataNode, isSource, nodeOf } from '../manifest/lookup.ts'
import type { DataNode, Node, SourceNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { dataParents } from '../plan/data-parents.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { QueryError, type QueryResult } from '../ports/engine.ts'
import { NodeFailure } from '../run/built.ts'
import { neverBuilt, sourceUnread } from '../run/diagnostics.ts'
import { compileForRun } from '../run/node-query.ts'
import { queryFailed } from '../run/unknown-column.ts'
import { withInlineNode } from './inline-node.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import type { ProjectOptions, SelectionOptions } from './options.ts'
import { selectNodes } from './select-nodes.ts'
import { type Session, withSession } from './with-session.ts'

export interface ShowOptions extends ProjectOptions, SelectionOptions {
  /** A query to show instead of a node; it may use `ref()` and macros. */
  readonly inline?: string
  /** Rows at most. Default: 5. */
  readonly limit?: number
}

export interface Shown extends QueryResult {
  /** The node that was shown; undefined for an inline query. */
  readonly node: Node | undefined
  /** Models whose version failed a test in the newest run: a test is shown on that, which readers do not see. */
  readonly failed: readonly string[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * Runs a model's query, the failing rows of a test, or an inline query over what the environment shows, and returns the
 * first rows. A seed, and a model that extracts from a source, are read from the environment. Builds nothing. Throws
 * `ProjectError`.
 */
export async function show(options: ShowOptions): Promise<readonly Shown[]> {
  const workspace = await loadWorkspace(options)
  const { inline, limit = 5, signal = new AbortController().signal } = options
  if (inline !== undefined) {
    return withSession(workspace, (session) => showInline(inline, { workspace, session, limit, signal }))
  }
  const { ids, warnings } = selectNodes(workspace, options, ['model', 'seed', 'test'])
  const wanted = withoutRiders([...ids], workspace)
  const view = wanted.some((id) => isDataNode(nodeOf(workspace.manifest, id))) ? 'environment' : 'failed'
  const showAll = async (session: Session) => {
    const shown: Shown[] = []
    for (const id of wanted) shown.push(await showNode(id, { workspace, session, limit, signal }))
    return shown.map((result) => ({ ...result, warnings: [...workspace.warnings, ...warnings] }))
  }
  return withSession(workspace, showAll, view)
}

/** Tests come along with the models that a selector names; they are shown when they are selected alone. */
function withoutRiders(ids: readonly NodeId[], { manifest }: Workspace): readonly NodeId[] {
  const data = ids.filter((id) => isDataNode(nodeOf(manifest, id)))
  return data.length > 0 ? data : ids
}

interface Showing {
  readonly workspace: Workspace
  readonly session: Session
  readonly limit: number
  readonly signal: AbortSignal
}

async function showNode(id: NodeId, showing: Showing): Promise<Shown> {
  const { workspace, session } = showing
  const node = nodeOf(workspace.manifest, id)
  const parents = dataParents(id, workspace.manifest)
  const isRead = isDataNode(node) && isReadFromEnvironment(node, parents, workspace)
  const failed = await session.open(isRead ? [id] : parents)
  const result = isRead ? await firstRows(node, showing) : await showQuery(id, showing)
  return { ...result, node, failed, warnings: [] }
}

/** What is streamed while a model is built cannot be asked again. */
function isReadFromEnvironment(node: Node, parents: readonly NodeId[], workspace: Workspace): boolean {
  return node.type === 'seed' || extractedOf(parents, workspace).length > 0
}

function extractedOf(parents: readonly NodeId[], { manifest }: Workspace): readonly SourceNode[] {
  return parents
    .map((id) => nodeOf(manifest, id))
    .filter(isSource)
    .filter(isExtracted)
}

async function showInline(text: string, showing: Showing): Promise<readonly Shown[]> {
  const { id, workspace } = withInlineNode(text, showing.workspace)
  await showing.session.open(dataParents(id, workspace.manifest))
  const result = await showQuery(id, { ...showing, workspace })
  return [{ ...result, node: undefined, failed: [], warnings: workspace.warnings }]
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

async function showQuery(id: NodeId, showing: Showing): Promise<QueryResult> {
  const { workspace, session, signal } = showing
  const node = nodeOf(workspace.manifest, id)
  const [source] = extractedOf(dataParents(id, workspace.manifest), workspace)
  if (source !== undefined) throw new ProjectError([sourceUnread(node, source, insteadOf(node))])
  const compiled = await failing(() => compileForRun(id, workspace, session.engine, signal))
  return runLimited(compiled, showing)
}

function insteadOf({ type, name }: Node): string {
  return type === 'test'
    ? `A run shows its failing rows: tpchmodel test --select ${name}`
    : 'Show a model that reads it, with --select or in the query as ref().'
}

async function runLimited(
  compiled: CompiledNode,
  { workspace, session, limit, signal }: Showing,
): Promise<QueryResult> {
  const head = 'select * from (\n'
  try {
    return await session.engine.execute(`${head}${withoutSemicolon(compiled.sql)}\n) limit ${limit}`, { signal })
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const { manifest } = workspace
    throw new ProjectError([
      await queryFailed(error, { compiled, engine: session.engine, manifest, offset: head.length }),
    ])
  }
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof NodeFailure ? new ProjectError([error.diagnostic]) : error
  }
}
