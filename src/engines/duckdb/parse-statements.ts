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
  const serialized = await serialize(connection, sql)
  if (serialized.error && serialized.error_type === 'parser') throw parserError(serialized, sql)
  const count = await countStatements(connection, sql)
  if (!serialized.error) return Array.from({ length: count }, () => ({ type: 'SELECT' }))
  const texts = count === 1 ? [sql] : splitStatements(sql)
  // A PIVOT whose columns come from the rows is two statements for DuckDB, and one query for everybody else.
  if (texts.length === 1 && count > 1 && isPivot(sql)) return [{ type: 'SELECT' }]
  return texts.map((text) => ({ type: firstWord(text) }))
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

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'"$;/-]+|[\s\S]/g

/** The texts between the semicolons that separate statements; those in quotes and comments do not. */
export function splitStatements(sql: string): readonly string[] {
  const texts = ['']
  for (const [text] of sql.matchAll(token)) {
    if (text === ';') texts.push('')
    else texts[texts.length - 1] += text
  }
  return texts.filter((text) => firstWord(text) !== '')
}

/** Whether a query has a PIVOT, as far as its words tell. DuckDB can run it and cannot prepare it. */
export function isPivot(sql: string): boolean {
  return /^(?:pivot|pivot_wider|with|from|select)$/i.test(firstWord(sql)) && /\bpivot(?:_wider)?\b/i.test(sql)
}

function firstWord(sql: string): string {
  const text = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  return text.match(/[A-Za-z_]+/)?.[0]?.toUpperCase() ?? ''
}
