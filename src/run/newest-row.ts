import { externalTable } from '../compile/external-table.ts'
import type { Freshness, LoadedAt } from '../manifest/freshness.ts'
import type { SourceNode } from '../manifest/node.ts'
import { isExtracted } from '../plan/is-extracted.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import type { NewestQuestion, NewestRow } from '../ports/extractor.ts'
import type { Json } from '../util/json.ts'
import { NodeFailure } from './built.ts'
import type { Extractors } from './extractors.ts'
import { ageRefused, noMoment } from './freshness-diagnostics.ts'
import { missingFile } from './missing-file.ts'
import { noConnection } from './source-diagnostics.ts'

/** Who is asked. */
export interface Asking {
  /** Of files and of tables in the target's database; undefined where no source is one of those. */
  readonly engine: Engine | undefined
  readonly extractors: Extractors
  readonly projectRoot: string
  readonly signal: AbortSignal
}

/** How old a source's rows may be, with what tells when they came as SQL. */
export interface AgeQuestion extends Freshness {
  readonly loadedAt: LoadedAt
}

/**
 * Asks where the source is: the system it comes from, or the engine that reads it in place. Throws `NodeFailure` and
 * `ExtractError`.
 */
export async function newestRow(source: SourceNode, question: AgeQuestion, asking: Asking): Promise<NewestRow> {
  if (!isExtracted(source)) return askEngine(source, question, asking)
  const { connection, origin } = source
  if (connection === undefined) throw new NodeFailure(noConnection(source))
  const extractor = await asking.extractors.get(connection)
  return extractor.newest({ origin, ...asked(question) }, asking.signal)
}

type Asked = NewestQuestion extends infer Q ? (Q extends NewestQuestion ? Omit<Q, 'origin'> : never) : never

function asked({ loadedAt, filter }: AgeQuestion): Asked {
  if ('query' in loadedAt) return { query: loadedAt.query }
  return { field: loadedAt.field, ...(filter !== undefined && { filter }) }
}

async function askEngine(source: SourceNode, question: AgeQuestion, asking: Asking): Promise<NewestRow> {
  const { engine, signal, projectRoot } = asking
  const { location } = question.loadedAt
  if (engine === undefined) throw new Error(`Internal error: nobody reads ${source.id} in place`)
  const sql = newestSql(asked(question), tableOf(source, engine, projectRoot))
  try {
    const type = await momentType(sql, engine)
    if (!type.isMoment) throw new NodeFailure(noMoment(source, type.name, location))
    const { rows } = await engine.execute(`${asMicroseconds} from (${sql}) as found`, { signal })
    return rowOf(rows[0] ?? [], (found) => new NodeFailure(noMoment(source, found, location)))
  } catch (error) {
    throw error instanceof QueryError ? new NodeFailure(ageRefused(source, error, location)) : error
  }
}

const asMicroseconds = `select case when isfinite(newest) then epoch_us(newest)::varchar end, newest::varchar,
  epoch_us(now())::varchar`

/** Throws `NodeFailure` for a file that is not there. */
function tableOf(source: SourceNode, engine: Engine, projectRoot: string): string {
  const { externalLocation, relation } = source
  if (externalLocation === undefined) return engine.dialect.relation(relation)
  const missing = missingFile(source, projectRoot)
  if (missing !== undefined) throw new NodeFailure(missing)
  return externalTable(externalLocation, projectRoot)
}

/** The type of what a query tells, without running it. Throws `QueryError`, also where it is more than one SELECT. */
async function momentType(sql: string, engine: Engine): Promise<{ readonly name: string; readonly isMoment: boolean }> {
  const statements = await engine.parse(sql)
  if (statements.length !== 1 || statements[0]?.type !== 'SELECT') {
    throw new QueryError('It is more than one SELECT.', { kind: 'Parser' })
  }
  const [column] = await engine.describe(sql)
  const name = column?.type ?? ''
  return { name, isMoment: name.startsWith('TIMESTAMP') || name === 'DATE' }
}

/** The line breaks end a comment that the author's SQL may end with. */
function newestSql(question: Asked, table: string): string {
  if ('query' in question) return `select (\n${question.query}\n) as newest`
  const where = question.filter === undefined ? '' : ` where (\n${question.filter}\n)`
  return `select max(\n${question.field}\n) as newest from ${table}${where}`
}

function rowOf(
  [newest = null, text = null, now = null]: readonly Json[],
  infinite: (found: string) => Error,
): NewestRow {
  if (newest === null && text !== null) throw infinite(`"${String(text)}"`)
  return { loadedAt: newest === null ? undefined : BigInt(String(newest)), askedAt: BigInt(String(now)) }
}
