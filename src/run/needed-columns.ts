import type { Dialect } from '../dialects/dialect.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Engine } from '../ports/engine.ts'
import type { SourceTable } from '../ports/extractor.ts'
import type { Json } from '../util/json.ts'

/** A source table as a model's SQL names it. */
export interface BoundSource {
  readonly table: SourceTable
  readonly relation: Relation
}

export interface Need {
  /** Names of the columns that the query reads, in the table's order. */
  readonly columns: readonly string[]
  /** How many times the plan scans the table. */
  readonly scans: number
}

/**
 * Which columns of which source a query reads, by DuckDB's own plan over empty files of the sources' shapes: a CSV scan
 * knows no statistics, so nothing is optimized away that rows would need. Leaves the sources' relations as views over
 * `emptyFile`.
 */
export async function neededColumns(
  sql: string,
  sources: readonly BoundSource[],
  { engine, emptyFile }: { readonly engine: Engine; readonly emptyFile: string },
): Promise<readonly Need[]> {
  for (const [index, source] of sources.entries()) {
    await engine.execute(emptyView(source, index, emptyFile, engine.dialect))
  }
  // A query that does not bind is refused here, where its own positions hold.
  await engine.describe(sql)
  const { rows } = await engine.execute(`explain (format json) ${sql}`)
  const scans = scannedNames(JSON.parse(String(rows[0]?.[1])))
  // A scan that only counts rows names no column, so it may be one of any of the tables.
  const anonymous = scans.filter((names) => names.every((name) => name === '')).length
  return sources.map(({ table }, index) => {
    const own = scans.filter((names) => names.some((name) => belongsTo(name, index)))
    const read = new Set(own.flat())
    const columns = table.columns.filter((_, column) => read.has(marked(index, column))).map(({ name }) => name)
    return { columns, scans: own.length + anonymous }
  })
}

/** Columns carry a mark of their table, which comes back in the plan. */
function emptyView({ table, relation }: BoundSource, index: number, emptyFile: string, dialect: Dialect): string {
  const columns = table.columns.map(({ type }, column) => `${sqlLiteral(marked(index, column))}: ${sqlLiteral(type)}`)
  const list = table.columns.map(
    ({ name }, column) => `${dialect.quote(marked(index, column))} as ${dialect.quote(name)}`,
  )
  return `create schema if not exists ${dialect.quote(relation.schema)};
create or replace view ${dialect.relation(relation)} as
select ${list.join(', ')}
from read_csv(${sqlLiteral(emptyFile)}, auto_detect = false, header = false, columns = {${columns.join(', ')}})`
}

function marked(table: number, column: number): string {
  return `t${table}c${column}`
}

function belongsTo(name: string, table: number): boolean {
  return name.startsWith(`t${table}c`)
}

interface PlanNode {
  readonly name: string
  readonly children?: readonly PlanNode[]
  readonly extra_info?: { readonly Projections?: Json }
}

/** The projected names of each CSV scan of a plan. */
function scannedNames(plan: unknown): readonly (readonly string[])[] {
  // EXPLAIN (FORMAT JSON) returns a list of nodes of this documented shape.
  const open = [...(plan as readonly PlanNode[])]
  const scans: string[][] = []
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...(node.children ?? []))
    const projections = node.extra_info?.Projections
    if (node.name.trim() !== 'READ_CSV') continue
    scans.push((Array.isArray(projections) ? projections : [projections ?? '']).map(String))
  }
  return scans
}
