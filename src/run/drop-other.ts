import { sqlLiteral } from '../dialects/literal.ts'
import type { Relation } from '../manifest/relation.ts'
import type { Engine } from '../ports/engine.ts'

/** Drops what is in the way of a table or view: one is not replaced by the other. Only a database file keeps any. */
export async function dropOther(relation: Relation, wanted: 'BASE TABLE' | 'VIEW', engine: Engine): Promise<void> {
  const { catalog, schema, identifier } = relation
  if (catalog === undefined) return
  const { rows } = await engine.execute(
    `select table_type from information_schema.tables where table_catalog = ${sqlLiteral(catalog)} and table_schema = ${sqlLiteral(schema)} and table_name = ${sqlLiteral(identifier)}`,
  )
  const found = rows[0]?.[0]
  if (found === undefined || found === wanted) return
  await engine.execute(`drop ${found === 'VIEW' ? 'view' : 'table'} ${engine.dialect.relation(relation)}`)
}
