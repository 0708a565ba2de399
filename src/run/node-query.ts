import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type CompileWorld, compileNode } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { renderWithQueries } from '../context/query-journal.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import { TemplateError } from '../jinja/template.ts'
import type { DataTestNode, SeedNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { isJsonObject, type Json } from '../util/json.ts'
import { NodeFailure } from './built.ts'
import { notOneSelect, seedFailed, sqlFailed } from './diagnostics.ts'
import { templateQuery } from './template-query.ts'
import { queryFailed, type RefusedQuery } from './unknown-column.ts'

/** SQL that a node runs, and how a failure of it is told. */
export interface NodeQuery {
  readonly sql: string
  /** `offset`: where `sql` begins in what was run. */
  failure(error: QueryError, offset: number): Promise<Diagnostic>
}

/** A query that failed as the node's failure; every other error as it is. `offset`: where the query begins in what ran. */
export function failedQuery(query: NodeQuery, offset: number): (error: unknown) => Promise<never> {
  return async (error) => {
    throw error instanceof QueryError ? new NodeFailure(await query.failure(error, offset)) : error
  }
}

/**
 * Compiles a model or test; queries of its template run on the engine. Throws `NodeFailure` for what is wrong with the
 * template, for what its queries do, and when the result is not one SELECT.
 */
export async function compileForRun(
  id: NodeId,
  world: CompileWorld,
  engine: Engine,
  signal: AbortSignal,
): Promise<CompiledNode> {
  const compiled = await renderOnEngine(id, world, engine, signal)
  await checkSelect(compiled, engine)
  return compiled
}

/**
 * The same for a test. That of a generic one runs inside of a SELECT. There one statement can be nothing else, and without
 * a semicolon it is one; so DuckDB is asked only about SQL that has one, and about SQL that it refused.
 */
export async function compileTest(
  { id, generic }: DataTestNode,
  world: CompileWorld,
  engine: Engine,
  signal: AbortSignal,
): Promise<CompiledNode> {
  const compile = generic === undefined ? compileForRun : viewForRun
  return compile(id, world, engine, signal)
}

/**
 * The same for a view. Behind `create view … as` stands one SELECT or DuckDB refuses it, so that its parser need not be asked
 * first: it is about SQL that has a semicolon, and about SQL that was refused.
 */
export async function viewForRun(
  id: NodeId,
  world: CompileWorld,
  engine: Engine,
  signal: AbortSignal,
): Promise<CompiledNode> {
  const compiled = await renderOnEngine(id, world, engine, signal)
  if (compiled.sql.includes(';')) await checkSelect(compiled, engine)
  return compiled
}

/** Throws `NodeFailure` with `problem` where compiled SQL is not one SELECT, by DuckDB's own parser. */
export async function checkSelect(compiled: CompiledNode, engine: Engine, problem = notOneSelect): Promise<void> {
  const statements = await engine.parse(compiled.sql).catch((error: unknown) => {
    throw error instanceof QueryError ? new NodeFailure(sqlFailed(error, compiled)) : error
  })
  const [first] = statements
  if (statements.length !== 1 || first?.type !== 'SELECT') {
    throw new NodeFailure(problem(compiled, statements))
  }
}

/** A model or test with its final SQL, whatever that is; otherwise as `compileForRun`. */
export async function renderOnEngine(
  id: NodeId,
  world: CompileWorld,
  engine: Engine,
  signal: AbortSignal,
): Promise<CompiledNode> {
  const warnings: Diagnostic[] = []
  const { guarded } = world.surroundings
  try {
    const compiled = await renderWithQueries(
      (journal) => compileNode(id, world, journal),
      (sql, location) =>
        templateQuery(sql, { location, guarded, engine, signal, warn: (warning) => warnings.push(warning) }),
    )
    const said = warnings.map((warning) => ({ text: warning.message, shown: true, warning }))
    return said.length === 0 ? compiled : { ...compiled, messages: [...said, ...compiled.messages] }
  } catch (error) {
    throw error instanceof TemplateError ? new NodeFailure(error.diagnostic) : error
  }
}

export function modelQuery(compiled: CompiledNode, asked: Pick<RefusedQuery, 'engine' | 'manifest'>): NodeQuery {
  return {
    sql: withoutSemicolon(compiled.sql),
    failure: (error, offset) => queryFailed(error, { ...asked, compiled, offset }),
  }
}

/** The query of a view that `viewForRun` compiled: the parser says more of its own SQL than of that around it. */
export function viewQuery(compiled: CompiledNode, asked: Pick<RefusedQuery, 'engine' | 'manifest'>): NodeQuery {
  const query = modelQuery(compiled, asked)
  return {
    ...query,
    async failure(error, offset) {
      if (error.kind === 'Parser') await checkSelect(compiled, asked.engine)
      return query.failure(error, offset)
    },
  }
}

/**
 * Reads a CSV file of the project. Its types are those of `column_types`, else of `types`, else found in all of its rows.
 */
export function seedQuery(
  node: SeedNode,
  projectRoot: string,
  types: Readonly<Record<string, string>> = {},
): NodeQuery {
  const configured = isJsonObject(node.config['column_types']) ? Object.entries(node.config['column_types']) : []
  const all = [...Object.entries(types), ...configured]
  const declared = all.map(([name, type]) => `${sqlLiteral(name)}: ${sqlLiteral(String(type))}`)
  const options = declared.length > 0 ? [`types = {${declared.join(', ')}}`] : []
  return {
    sql: `select * from ${seedTable(node, projectRoot, options)}`,
    failure: async (error) => seedFailed(node, error, readFileSync(resolve(projectRoot, node.path), 'utf8')),
  }
}

/** The file of a seed as a table of DuckDB. */
export function seedTable(node: SeedNode, projectRoot: string, more: readonly string[]): string {
  const delimiter: Json | undefined = node.config['delimiter']
  const options = [
    sqlLiteral(resolve(projectRoot, node.path)),
    'header = true',
    // Nothing but types is left to be found out: a file that is not what it should be is an error, not other rows.
    'sample_size = -1',
    `delim = ${sqlLiteral(typeof delimiter === 'string' ? delimiter : ',')}`,
    `quote = '"'`,
    `escape = '"'`,
    'skip = 0',
    `comment = ''`,
    'null_padding = false',
    'strict_mode = true',
    ...more,
  ]
  return `read_csv(${options.join(', ')})`
}
