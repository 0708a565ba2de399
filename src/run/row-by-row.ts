import { sqlLiteral } from '../dialects/literal.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Engine } from '../ports/engine.ts'
import type { Json } from '../util/json.ts'

/**
 * Whether a query makes each of its rows of one row of a table and names nothing but this table: no other one, no table
 * function, no file. Only such a query may run where more can be named than a model is allowed to see. The table is an
 * empty one on `engine`, which has told already that the query binds.
 */
export async function isRowByRow(sql: string, table: Relation, engine: Engine): Promise<boolean> {
  return (await namesOnly(sql, table, engine)) && (await plansRowByRow(sql, engine))
}

/** What a plan of it consists of: a scan, whose rows are filtered and computed with. */
const steps: ReadonlySet<string> = new Set(['READ_CSV', 'PROJECTION', 'FILTER'])

interface PlanNode {
  readonly name: string
  readonly children?: readonly PlanNode[]
}

async function plansRowByRow(sql: string, engine: Engine): Promise<boolean> {
  const { rows } = await engine.execute(`explain (format json) ${sql}`)
  // EXPLAIN (FORMAT JSON) returns a list of nodes of this documented shape.
  const open: PlanNode[] = [...(JSON.parse(String(rows[0]?.[1])) as readonly PlanNode[])]
  let scans = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    open.push(...(node.children ?? []))
    const name = node.name.trim()
    if (!steps.has(name)) return false
    if (name === 'READ_CSV') scans += 1
  }
  return scans === 1
}

/** Parts of a query other than expressions. Whatever is not here may name something. */
const parts: ReadonlySet<string> = new Set(['SELECT_NODE', 'SUBQUERY', 'EMPTY', 'ORDER_MODIFIER'])

async function namesOnly(sql: string, table: Relation, engine: Engine): Promise<boolean> {
  const { rows } = await engine.execute(`select json_serialize_sql(${sqlLiteral(sql)})::varchar`)
  const found = [...objects(JSON.parse(String(rows[0]?.[0])))]
  if (found[0]?.['error'] !== false) return false
  const own = new Set(found.flatMap(({ cte_map: ctes }) => names(ctes)))
  return found
    .filter((part) => typeof part['type'] === 'string' && part['class'] === undefined)
    .every((part) => {
      if (part['type'] !== 'BASE_TABLE') return parts.has(String(part['type'])) || isTypeInfo(part)
      if (part['catalog_name'] !== '') return false
      const isTable = part['schema_name'] === table.schema && part['table_name'] === table.identifier
      return isTable || (part['schema_name'] === '' && own.has(String(part['table_name'])))
    })
}

type Part = Readonly<Record<string, Json>>

/** All objects of a syntax tree, the whole first. */
function* objects(tree: Json): Generator<Part> {
  if (Array.isArray(tree)) for (const inner of tree) yield* objects(inner)
  else if (tree !== null && typeof tree === 'object') {
    // An object of JSON that is no list.
    yield tree as Part
    for (const inner of Object.values(tree)) yield* objects(inner)
  }
}

/** The names of common table expressions. */
function names(ctes: Json | undefined): readonly string[] {
  if (ctes === undefined) return []
  return [...objects(ctes)].flatMap(({ key }) => (typeof key === 'string' ? [key] : []))
}

/** What a type of a cast is made of, such as precision and scale. */
function isTypeInfo({ type }: Part): boolean {
  return typeof type === 'string' && type.endsWith('_TYPE_INFO')
}
