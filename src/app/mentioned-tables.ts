import type { Relation } from '../manifest/relation.ts'

/** Queries that name tables in another way than by their identifiers. */
const asksForAll = /\b(?:show|information_schema|pg_catalog|pg_\w+|sqlite_\w+|duckdb_\w+|query|query_table)\b/i

/**
 * The keys of the tables that a query may read: those whose identifier stands in its text. Some may stand there as
 * something else, a column or an alias, which costs a view and does no harm.
 */
export function mentionedTables<Key extends string>(
  sql: string,
  tables: ReadonlyMap<Key, { readonly relation: Pick<Relation, 'identifier'> }>,
): readonly Key[] {
  if (asksForAll.test(sql)) return [...tables.keys()]
  const text = sql.toLowerCase()
  const words = new Set(text.match(/\w+/g))
  // A quote in a quoted name is doubled.
  const unquoted = text.replaceAll('""', '"')
  return [...tables].flatMap(([key, { relation }]) => {
    const name = relation.identifier.toLowerCase()
    return (/^\w+$/.test(name) ? words.has(name) : unquoted.includes(name)) ? [key] : []
  })
}
