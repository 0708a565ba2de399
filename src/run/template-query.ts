import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { type Engine, type ParsedStatement, QueryError, type QueryResult } from '../ports/engine.ts'
import { NodeFailure } from './built.ts'
import { introspectionFailed, riskyStatement, templateWrites } from './diagnostics.ts'

export interface TemplateQuery {
  /** The call that asks. */
  readonly location: Location
  /** Whether it may only read. */
  readonly guarded: boolean
  readonly engine: Engine
  readonly signal: AbortSignal
  readonly warn: (warning: Diagnostic) => void
}

/**
 * Runs what a template asks with `run_query` and its kin. Guarded, it is one SELECT by DuckDB's own parser, as a model is;
 * otherwise every statement runs, as in dbt, and what is no SELECT is warned of. Throws `NodeFailure`.
 */
export async function templateQuery(sql: string, query: TemplateQuery): Promise<QueryResult> {
  const { location, guarded, warn } = query
  return checkedQuery(sql, query, (statements) => {
    if (isOneSelect(statements)) return
    if (guarded) throw new NodeFailure(templateWrites(statements, location))
    if (statements.length > 0) warn(riskyStatement(statements, location))
  })
}

/** Runs SQL once `check` has seen its statements; what goes wrong with either is told at the call. Throws `NodeFailure`. */
export async function checkedQuery(
  sql: string,
  { location, engine, signal }: Pick<TemplateQuery, 'location' | 'engine' | 'signal'>,
  check: (statements: readonly ParsedStatement[]) => void,
): Promise<QueryResult> {
  try {
    check(await engine.parse(sql))
    return await engine.execute(sql, { signal })
  } catch (error) {
    throw error instanceof QueryError ? new NodeFailure(introspectionFailed(error, location)) : error
  }
}

/** Whether a text is one query and nothing else. */
export function isOneSelect(statements: readonly ParsedStatement[]): boolean {
  return statements.length === 1 && statements[0]?.type === 'SELECT'
}
