import type { CompiledNode } from '../compile/compiled-node.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { type Diagnostic, ProjectError, saidOf } from '../diagnostics/diagnostic.ts'
import { nodeOf } from '../manifest/lookup.ts'
import { dataParents } from '../plan/data-parents.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { QueryError } from '../ports/engine.ts'
import { NodeFailure } from '../run/built.ts'
import { notAQuery } from '../run/diagnostics.ts'
import { type Hides, hidesIn } from '../run/masked-rows.ts'
import { checkSelect, renderOnEngine } from '../run/node-query.ts'
import { sourceUnread } from '../run/source-diagnostics.ts'
import { queryFailed } from '../run/unknown-column.ts'
import { nearest } from '../util/nearest.ts'
import { type InlineQuery, withInlineNode } from './inline-node.ts'
import type { Workspace } from './load-workspace.ts'
import { mentionedTables } from './mentioned-tables.ts'
import type { Session } from './with-session.ts'

export interface Asking {
  readonly workspace: Workspace
  readonly session: Session
  readonly signal: AbortSignal
}

/**
 * A query of the command line as one SELECT, with everything open that it reads: by `ref()`, or by the names of tables
 * that are published. Throws `ProjectError`.
 */
export async function compileInline(query: InlineQuery, { session, signal, ...asking }: Asking): Promise<CompiledNode> {
  const { id, workspace } = withInlineNode(query, asking.workspace)
  const parents = dataParents(id, workspace.manifest)
  await session.open(parents)
  for (const parent of parents.map((each) => nodeOf(workspace.manifest, each))) {
    if (parent.type !== 'source' || !isExtracted(parent)) continue
    const instead = 'Ask a model that reads it: its name in ref(), or its table.'
    throw new ProjectError([sourceUnread(nodeOf(workspace.manifest, id), parent, instead)])
  }
  const compiled = await failing(async () => {
    const rendered = await renderOnEngine(id, workspace, session.engine, signal)
    await checkSelect(rendered, session.engine, notAQuery)
    return rendered
  })
  await session.openTables(mentionedTables(compiled.sql, session.tables))
  return compiled
}

/** Which columns of a query's result are masked: of names that hold personal data in what it reads, or may read. */
export function hidesInQuery({ node, sql, reads }: CompiledNode, { manifest: { nodes } }: Workspace): Hides {
  const known = [...nodes].flatMap(([id, each]) => ('relation' in each && id !== node.id ? [[id, each] as const] : []))
  return hidesIn([...reads, ...mentionedTables(sql, new Map(known))], nodes)
}

/** What stands around the query, such as a COPY, and how many rows of it are wanted. */
export interface AskOptions {
  readonly limit?: number | undefined
  readonly before?: string
  readonly after?: string
}

/**
 * Runs SQL with a compiled query in it. A table that DuckDB does not find may stand in it under a name that no text
 * shows, so all tables are opened and it is asked again: what it then says names the tables that there are. Throws `ProjectError`.
 */
export async function ask<T>(
  compiled: CompiledNode,
  { session, workspace, limit, before = '', after = '' }: Omit<Asking, 'signal'> & AskOptions,
  run: (sql: string) => Promise<T>,
): Promise<T> {
  const head = `${before}select * from (\n`
  const sql = `${head}${withoutSemicolon(compiled.sql)}\n)${limit === undefined ? '' : ` limit ${limit}`}${after}`
  try {
    return await run(sql).catch(async (error: unknown) => {
      const isNew = isCatalog(error) && (await session.openTables([...session.tables.keys()]))
      if (!isNew) throw error
      return run(sql)
    })
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const hint = isCatalog(error) ? tableHint(error, session, workspace) : undefined
    const { engine } = session
    const told = await queryFailed(error, { compiled, engine, manifest: workspace.manifest, offset: head.length })
    throw new ProjectError([saidOf('query', { ...told, ...(hint !== undefined && { hint }) })])
  }
}

function isCatalog(error: unknown): error is QueryError {
  return error instanceof QueryError && error.kind === 'Catalog'
}

function tableHint({ message }: QueryError, { tables }: Session, { target }: Workspace): string | undefined {
  const wanted = /^Table with name "?(.+?)"? does not exist/.exec(message)?.[1]
  if (wanted === undefined) return undefined
  if (tables.size === 0 && target.lake !== undefined) {
    return `Nothing was published to the environment "${target.environment}" yet: tpchmodel build`
  }
  const names = new Map([...tables.values()].map(({ relation: { schema, identifier } }) => [identifier, schema]))
  const meant = nearest(wanted, names.keys())
  return meant === undefined ? undefined : `Did you mean "${names.get(meant)}.${meant}"?`
}

/** What is wrong with a node, as one mistake of the project. */
export async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof NodeFailure ? new ProjectError([error.diagnostic] satisfies Diagnostic[]) : error
  }
}
