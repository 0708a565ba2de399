import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompiledNode } from '../compile/compiled-node.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import type { Engine, QueryStream } from '../ports/engine.ts'
import { unportableResult } from '../run/diagnostics.ts'
import { type Hides, hidesNothing, mask, maskedRows } from '../run/masked-rows.ts'
import { unportable } from '../run/portable-columns.ts'
import { type Asking, ask, compileInline, hidesInQuery } from './ask.ts'
import type { InlineQuery } from './inline-node.ts'
import { type LakeOptions, withLakeProject } from './lake-project.ts'
import { loadWorkspace, type Workspace } from './load-workspace.ts'
import { mentionedTables } from './mentioned-tables.ts'
import { withOutFile } from './out-file.ts'
import { type ReadingOptions, readingOf } from './reading.ts'
import { type Session, withSession } from './with-session.ts'

export interface SqlOptions extends LakeOptions, ReadingOptions {
  /** One SELECT over published tables by their names (`gold.revenue`); `ref()` and macros work in it. */
  readonly query: string
  /** What messages call the query, in place of a file. Default: `<query>`. */
  readonly queryName?: string
  /** Rows at most. Default: all. */
  readonly limit?: number
  /** Gives personal values as they are. Default: columns that are tagged `pii` are masked, in files too. */
  readonly unmask?: boolean
}

/** What a query gave. The rows end with the function that they are lent to. */
export interface Answer extends QueryStream {
  /** What the query took before its rows could be read. */
  readonly seconds: number
  /** Columns whose values are masked, because they hold personal data. */
  readonly masked: readonly string[]
  /** Tables it may have read whose version failed a test, and that readers see another version of. */
  readonly failed: readonly string[]
  readonly warnings: readonly Diagnostic[]
  /** Lends a draft that takes the place of a file at the end, outside of the lake. Throws `ProjectError`. */
  withFile<T>(file: string, use: (draft: string) => Promise<T>): Promise<T>
}

/**
 * Asks what an environment shows, and lends the rows. Nothing is built and nothing in the lake changes. A project with
 * mistakes can be asked too, by a query without a template. Throws `ProjectError`.
 */
export async function sql<T>(options: SqlOptions, use: (answer: Answer) => Promise<T>): Promise<T> {
  return withQuery(options, (compiled, asking) => {
    const { session, signal, workspace } = asking
    const hides = options.unmask === true ? hidesNothing : hidesInQuery(compiled, workspace)
    const rest = {
      failed: mentionedTables(compiled.sql, session.failed),
      warnings: workspace.warnings,
      withFile: <R>(file: string, write: (draft: string) => Promise<R>) => withOutFile(file, workspace.target, write),
    }
    const started = performance.now()
    return ask(compiled, { ...asking, limit: options.limit }, (text) =>
      session.engine.stream(
        text,
        (stream) => use({ ...maskedStream(stream, hides), ...rest, seconds: (performance.now() - started) / 1000 }),
        { signal },
      ),
    )
  })
}

/** The same, with the rows as one Parquet file; returns how many they are. Throws `ProjectError`. */
export async function sqlToParquet(
  options: SqlOptions & { readonly file: string },
): Promise<{ readonly rows: number; readonly masked: readonly string[]; readonly warnings: readonly Diagnostic[] }> {
  return withQuery(options, async (compiled, asking) => {
    const { session, signal, workspace } = asking
    const { engine } = session
    const columns = await ask(compiled, asking, (text) => engine.describe(text))
    const hides = options.unmask === true ? hidesNothing : hidesInQuery(compiled, workspace)
    const masked = columns.map(({ name }) => name).filter(hides)
    const refused = unportable(columns).map((column) => unportableResult(column, compiled.node))
    if (refused.length > 0) throw new ProjectError(refused)
    return withOutFile(options.file, workspace.target, async (draft) => {
      // DuckDB may write in the folder of the command alone.
      const written = join(session.workFolder, 'result.parquet')
      const copy = {
        before: `copy (${maskingSelect(masked, engine)}`,
        after: `${masked.length > 0 ? ')' : ''}) to ${sqlLiteral(written)} (format parquet, compression zstd)`,
      }
      const { rows } = await ask(compiled, { ...asking, ...copy, limit: options.limit }, (text) =>
        engine.execute(text, { signal }),
      )
      await copyFile(written, draft)
      return { rows: Number(rows[0]?.[0]), masked, warnings: workspace.warnings }
    })
  })
}

/** Masks in SQL: what is not shown is text, whatever its type is. */
function maskingSelect(masked: readonly string[], { dialect: { quote } }: Engine): string {
  if (masked.length === 0) return ''
  const values = [...new Set(masked)].map(
    (name) => `case when ${quote(name)} is not null then ${sqlLiteral(mask)} end as ${quote(name)}`,
  )
  return `select * replace (${values.join(', ')}) from (`
}

function maskedStream({ columns, batches }: QueryStream, hides: Hides): QueryStream & Pick<Answer, 'masked'> {
  async function* hidden() {
    for await (const rows of batches) yield maskedRows({ columns, rows }, hides).rows
  }
  return { columns, batches: hidden(), masked: columns.map(({ name }) => name).filter(hides) }
}

function withQuery<T>(options: SqlOptions, use: (compiled: CompiledNode, asking: Asking) => Promise<T>): Promise<T> {
  return withLakeProject(options, (inside) => withQueryOf(inside, use))
}

async function withQueryOf<T>(
  options: SqlOptions,
  use: (compiled: CompiledNode, asking: Asking) => Promise<T>,
): Promise<T> {
  const { query, queryName = '<query>', signal = new AbortController().signal } = options
  const { workspace, view } = readingOf(options, await workspaceFor(options))
  const asked = async (session: Session) => {
    const asking = { workspace, session, signal }
    const compiled = await compileInline({ name: queryName, text: query } satisfies InlineQuery, asking)
    return use(isShowTables.test(compiled.sql) ? { ...compiled, sql: listing } : compiled, asking)
  }
  return withSession(workspace, asked, view)
}

/** DuckDB would list the schema `main` alone. */
const isShowTables = /^\s*show\s+(?:all\s+)?tables\s*;?\s*$/i
const listing = `select table_schema as "schema", table_name as "table" from information_schema.tables
where table_catalog <> 'temp' order by all`

/** What is published does not depend on what the project's files say by now. */
async function workspaceFor(options: SqlOptions): Promise<Workspace> {
  try {
    return await loadWorkspace(options)
  } catch (error) {
    if (!(error instanceof ProjectError) || /\{[{%#]/.test(options.query)) throw error
    return loadWorkspace({ ...options, bare: true })
  }
}
