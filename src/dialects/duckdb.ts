import type { Relation } from '../manifest/relation.ts'
import type { Dialect } from './dialect.ts'

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

function relation({ catalog, schema, identifier }: Relation): string {
  return [...(catalog === undefined ? [] : [catalog]), schema, identifier].map(quote).join('.')
}

export const duckdbDialect: Dialect = {
  name: 'duckdb',
  supports: { createOrReplaceTable: true, transactionalDdl: true },
  quote,
  relation,
}
