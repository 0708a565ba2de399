import type { Relation } from '../manifest/relation.ts'
import { type Engine, QueryError } from '../ports/engine.ts'

/**
 * Drops what is in the way of a table or view: one is not replaced by the other. Only a database file keeps any. What is
 * of the wanted type stays, as DuckDB refuses to drop it under the other's name.
 */
export async function dropOther(relation: Relation, wanted: 'table' | 'view', engine: Engine): Promise<void> {
  if (relation.catalog === undefined) return
  const other = wanted === 'table' ? 'view' : 'table'
  try {
    await engine.execute(`drop ${other} if exists ${engine.dialect.relation(relation)}`)
  } catch (error) {
    if (!(error instanceof QueryError) || error.kind !== 'Catalog') throw error
  }
}

/** Creates a view; a table that is in its way is dropped, which is seldom so that it is not looked for first. Throws `QueryError`. */
export async function createViewInPlace(relation: Relation, sql: string, engine: Engine): Promise<void> {
  try {
    await engine.execute(sql)
  } catch (error) {
    const isInTheWay = error instanceof QueryError && /^Existing object .* is of type Table/.test(error.message)
    if (!isInTheWay) throw error
    await dropOther(relation, 'view', engine)
    await engine.execute(sql)
  }
}
