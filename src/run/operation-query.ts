import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { ParsedStatement, QueryResult } from '../ports/engine.ts'
import { NodeFailure } from './built.ts'
import { outOfReach, unkeptStatement } from './operation-diagnostics.ts'
import { sqlTokens } from './sql-tokens.ts'
import { checkedQuery, isOneSelect, type TemplateQuery } from './template-query.ts'

export interface OperationQuery extends TemplateQuery {
  /** Whether the target has a database that keeps what is written. */
  readonly keepsTables: boolean
}

/**
 * Runs what an operation asks. A person calls it by name, so it may also change tables of the target's database; guarded,
 * it may do nothing that reaches further. Otherwise every statement runs, as in dbt, with a warning. Throws `NodeFailure`.
 */
export async function operationQuery(sql: string, query: OperationQuery): Promise<QueryResult> {
  const { location, guarded, keepsTables, warn } = query
  return checkedQuery(sql, query, (statements) => {
    if (isOneSelect(statements)) return
    const problem = problemOf(statements, { sql, location, guarded })
    if (guarded && problem !== undefined) throw new NodeFailure(problem)
    const isOnlyRead = statements.every(({ type }) => reading.has(type))
    if (guarded && !keepsTables && !isOnlyRead) throw new NodeFailure(unkeptStatement(statements, location))
    if (problem !== undefined) warn(problem)
  })
}

const reading: ReadonlySet<string> = new Set(['SELECT', 'EXPLAIN'])

const onTables: ReadonlySet<string> = new Set([
  ...reading,
  ...['WITH', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE', 'COMMENT', 'ANALYZE', 'VACUUM', 'CHECKPOINT'],
])

/** What CREATE, DROP and ALTER may be about: not secrets, with which data could leave the machine. */
const objects: ReadonlySet<string> = new Set([
  'table',
  'view',
  'schema',
  'macro',
  'function',
  'sequence',
  'type',
  'index',
])
const before: ReadonlySet<string> = new Set(['or', 'replace', 'temp', 'temporary', 'unique', 'recursive'])

function problemOf(
  statements: readonly ParsedStatement[],
  call: { readonly sql: string; readonly location: Location; readonly guarded: boolean },
): Diagnostic | undefined {
  const [found] = statements.flatMap((statement) => reachOf(statement, call.sql) ?? [])
  return found === undefined ? undefined : outOfReach(found, call.location, call.guarded)
}

/** What a statement is where it may reach beyond tables, such as `COPY` or `CREATE SECRET`. */
function reachOf({ type, start }: ParsedStatement, sql: string): string | undefined {
  if (onTables.has(type)) return undefined
  if (type !== 'CREATE' && type !== 'DROP' && type !== 'ALTER') return type
  const [, ...words] = sqlTokens(sql.slice(start))
  const object = words.find(({ key }) => !before.has(key))?.key ?? ''
  return objects.has(object) ? undefined : `${type} ${object.toUpperCase()}`.trim()
}
