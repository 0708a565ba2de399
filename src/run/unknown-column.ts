import type { CompiledNode } from '../compile/compiled-node.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { originOf } from '../jinja/source-map.ts'
import { isDataNode, isSource } from '../manifest/lookup.ts'
import type { Manifest } from '../manifest/manifest.ts'
import type { DataNode, Node, SourceNode } from '../manifest/node.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import { type SearchedTable, sqlFailed, unknownColumn } from './diagnostics.ts'
import { type QueryScope, type QueryTable, scopesAt } from './query-scope.ts'
import { sqlTokens } from './sql-tokens.ts'

/** A query that was refused, and what can be asked about it. */
export interface RefusedQuery {
  readonly compiled: CompiledNode
  readonly engine: Engine
  readonly manifest: Manifest
  /** Where the compiled SQL begins in what ran. */
  readonly offset?: number
}

/** A query that failed. For a column that is not there the engine is asked which there are. */
export async function queryFailed(error: QueryError, query: RefusedQuery): Promise<Diagnostic> {
  const { compiled, offset = 0 } = query
  const missing = missingColumn(error.message)
  const position =
    error.position === undefined
      ? (onlyPlace(compiled.sql, missing?.column) ?? placeOfFile(compiled.sql, error.message))
      : behindQualifier(compiled.sql, Math.max(0, error.position - offset), missing)
  const placed = position === undefined ? error : moved(error, position + offset)
  if (missing === undefined || position === undefined) {
    const hint = unknownTableHint(error, query)
    const diagnostic = sqlFailed(placed, compiled, offset)
    return hint === undefined ? diagnostic : { ...diagnostic, hint }
  }
  const tables = await searchedTables(missing, position, query)
  if (tables.length === 0) return sqlFailed(placed, compiled, offset)
  const elsewhere = await holderOf(missing.column, tables, query)
  return unknownColumn({ column: missing.column, tables, elsewhere, candidates: error.candidates }, compiled, position)
}

interface MissingColumn {
  readonly column: string
  readonly qualifier?: string
}

/** What DuckDB says of a column that is not there. */
function missingColumn(message: string): MissingColumn | undefined {
  const [, qualifier, column] = /^(?:Table|Values list) "(.+)" does not have a column named "(.+)"$/.exec(message) ?? []
  if (qualifier !== undefined && column !== undefined) return { column, qualifier: qualifier.toLowerCase() }
  const [, alone] =
    /^(?:Referenced column|Column) "(.+?)" (?:not found|in (?:EXCLUDE|REPLACE|RENAME) list not found|does not exist on )/.exec(
      message,
    ) ?? []
  return alone === undefined ? undefined : { column: alone }
}

function moved({ message, kind, candidates }: QueryError, position: number): QueryError {
  return new QueryError(message, { kind, candidates, position })
}

/** The column's own place in `orders.customer`, of which DuckDB names the beginning. */
function behindQualifier(sql: string, position: number, missing: MissingColumn | undefined): number {
  if (missing?.qualifier === undefined) return position
  const tokens = sqlTokens(sql).filter(({ start }) => start >= position)
  const at = tokens.findIndex(({ word, text }, index) => text !== '.' && word !== '' && tokens[index + 1]?.text !== '.')
  return tokens[at]?.word === missing.column.toLowerCase() ? (tokens[at]?.start ?? position) : position
}

/** A table of the project is read through the project; one that is, and is not there, is missing in the database. */
function unknownTableHint({ message }: QueryError, { manifest, compiled }: RefusedQuery): string | undefined {
  const [, name = ''] = /^Table with name (\S+) does not exist/.exec(message) ?? []
  const node = [...manifest.nodes.values()].find((found) => found.type !== 'test' && found.name === name)
  if (node === undefined || compiled.reads.includes(node.id)) return undefined
  return node.type === 'source'
    ? `A source of the project is read with {{ source('${node.sourceName}', '${name}') }}.`
    : `A ${node.type} of the project is read with {{ ref('${name}') }}.`
}

/** The place of a word that stands in the query once. */
function onlyPlace(sql: string, word: string | undefined): number | undefined {
  const [found, second] = sqlTokens(sql).filter((token) => token.word !== '' && token.word === word?.toLowerCase())
  return second === undefined ? found?.start : undefined
}

/** The place of the file that DuckDB refuses to read. */
function placeOfFile(sql: string, message: string): number | undefined {
  const [, file] = /^Cannot access (?:file|directory) "(.+?)"/.exec(message) ?? []
  const at = file === undefined ? -1 : sql.indexOf(`'${file}'`)
  return at === -1 ? undefined : at
}

/** The tables at the place, from the innermost part of the query that has any; behind an alias only the one it names. */
async function searchedTables(
  { qualifier }: MissingColumn,
  position: number,
  query: RefusedQuery,
): Promise<readonly SearchedTable[]> {
  for (const scope of scopesAt(query.compiled.sql, position)) {
    const tables = scope.tables.filter(({ name }) => qualifier === undefined || name === qualifier)
    if (tables.length === 0) continue
    const searched = await Promise.all(tables.map((table) => searchedTable(table, scope, query)))
    // With one of them unknown nobody can say that a column is in none.
    const known = new Map(searched.flatMap((table) => (table === undefined ? [] : [[table.label, table]])))
    return searched.every((table) => table !== undefined) ? [...known.values()] : []
  }
  return []
}

async function searchedTable(
  table: QueryTable,
  scope: QueryScope,
  query: RefusedQuery,
): Promise<SearchedTable | undefined> {
  const columns = await columnsOf(`${scope.head}select * from ${table.text}`, query.engine)
  if (columns === undefined) return undefined
  const node = nodeBehind(table.text, query)
  if (node !== undefined) {
    const label = labelOf(node)
    return { label, columns, related: [{ message: `${label} is defined here.`, location: node.location }] }
  }
  const at = scope.ctes.get(unquoted(table.text).toLowerCase())
  const origin = at === undefined ? undefined : originOf(query.compiled.sourceMap, at)
  const label = at === undefined ? table.name || 'the subquery' : unquoted(table.text)
  const place = origin && { ...origin, end: Math.max(origin.end, origin.start + label.length) }
  return { label, columns, related: place ? [{ message: `${label} is this part of the query.`, location: place }] : [] }
}

/** A model, seed or source that has the column, though not where it was looked for. */
async function holderOf(
  column: string,
  searched: readonly SearchedTable[],
  { compiled, engine, manifest }: RefusedQuery,
): Promise<string | undefined> {
  for (const id of compiled.reads) {
    const node = manifest.nodes.get(id)
    if (!isRelation(node) || searched.some(({ label }) => label === labelOf(node))) continue
    const columns = await columnsOf(`select * from ${engine.dialect.relation(node.relation)}`, engine)
    if (columns?.some((name) => name.toLowerCase() === column.toLowerCase())) return labelOf(node)
  }
  return undefined
}

async function columnsOf(sql: string, engine: Engine): Promise<readonly string[] | undefined> {
  try {
    return (await engine.describe(sql)).map(({ name }) => name)
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

function nodeBehind(text: string, { compiled, engine, manifest }: RefusedQuery): DataNode | SourceNode | undefined {
  const nodes = compiled.reads.flatMap((id) => manifest.nodes.get(id) ?? [])
  return nodes.filter(isRelation).find((node) => engine.dialect.relation(node.relation) === text)
}

function isRelation(node: Node | undefined): node is DataNode | SourceNode {
  return isDataNode(node) || isSource(node)
}

function labelOf(node: DataNode | SourceNode): string {
  return node.type === 'source'
    ? `${node.sourceName}.${node.name}`
    : `${node.layer ?? node.relation.schema}.${node.name}`
}

function unquoted(text: string): string {
  return text.replace(/^"(.*)"$/s, '$1')
}
