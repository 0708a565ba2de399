import type { DuckDBConnection } from '@duckdb/node-api'
import { sqlLiteral } from '../../dialects/literal.ts'
import { type ParsedStatement, QueryError } from '../../ports/engine.ts'
import { queryError } from './query-error.ts'

interface Serialized {
  readonly error: boolean
  readonly error_type?: string
  readonly error_message?: string
  readonly position?: string
}

/**
 * The statements of a text, by DuckDB's parser alone: nothing is bound, so tables need not exist. `json_serialize_sql`
 * knows SELECT only, which is the one type that has to be told from all others; those are named by their first word.
 */
export async function parseStatements(connection: DuckDBConnection, sql: string): Promise<readonly ParsedStatement[]> {
  const texts = splitStatements(sql)
  const [first] = texts
  if (first === undefined) return []
  const serialized = await serialize(connection, sql)
  if (serialized.error && serialized.error_type === 'parser') throw parserError(serialized, sql)
  // DuckDB says how many there are; a PIVOT whose columns come from the rows is two of them, and for people one query.
  const count = await countStatements(connection, sql)
  if (texts.length === 1 && count > 1 && isPivot(sql)) return [{ type: 'SELECT', start: first.start }]
  if (!serialized.error) {
    return Array.from({ length: count }, (_, index) => ({ type: 'SELECT', start: (texts[index] ?? first).start }))
  }
  if (texts.length === 1 && count > 1) {
    return Array.from({ length: count }, () => ({ type: 'UNKNOWN', start: first.start }))
  }
  return texts.map(({ text, start }) => ({ type: firstWord(text), start }))
}

async function serialize(connection: DuckDBConnection, sql: string): Promise<Serialized> {
  const reader = await connection.runAndReadAll(`select json_serialize_sql(${sqlLiteral(sql)})`)
  // json_serialize_sql always returns one text in this documented shape.
  return JSON.parse(String(reader.getRows()[0]?.[0])) as Serialized
}

async function countStatements(connection: DuckDBConnection, sql: string): Promise<number> {
  try {
    return (await connection.extractStatements(sql)).count
  } catch (error) {
    throw queryError(error, sql)
  }
}

function parserError(serialized: Serialized, sql: string): QueryError {
  const bytes = serialized.position === undefined ? undefined : Number(serialized.position)
  const position = bytes === undefined ? undefined : Buffer.from(sql).subarray(0, bytes).toString().length
  return new QueryError(serialized.error_message ?? 'syntax error', { kind: 'Parser', position })
}

const token =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"$;/eE-]+|[\s\S]/g

/** Blanks and comments in front of a statement. */
const notSql = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/

/** A statement's text, and where its first word stands in the whole. */
interface StatementText {
  readonly text: string
  readonly start: number
}

/** What stands between the semicolons that separate statements; those in quotes and comments do not. */
export function splitStatements(sql: string): readonly StatementText[] {
  const semicolons = [...sql.matchAll(token)].filter(([text]) => text === ';').map(({ index }) => index)
  return [...semicolons, sql.length].flatMap((end, index) => {
    const start = index === 0 ? 0 : (semicolons[index - 1] ?? 0) + 1
    const text = sql.slice(start, end)
    const blank = notSql.exec(text)?.[0].length ?? 0
    return blank === text.length ? [] : [{ text, start: start + blank }]
  })
}

/** Whether a query has a PIVOT, as far as its words tell. DuckDB can run it and cannot prepare it. */
export function isPivot(sql: string): boolean {
  return /^(?:pivot|pivot_wider|with|from|select)$/i.test(firstWord(sql)) && /\bpivot(?:_wider)?\b/i.test(sql)
}

function firstWord(sql: string): string {
  const text = sql.slice(notSql.exec(sql)?.[0].length ?? 0)
  return /[A-Za-z_]+/.exec(text)?.[0].toUpperCase() ?? ''
}
