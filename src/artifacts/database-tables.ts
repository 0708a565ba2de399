import type { DataNode, SourceNode } from '../manifest/node.ts'
import { relationKey } from '../manifest/relation.ts'
import type { Engine } from '../ports/engine.ts'
import type { Json } from '../util/json.ts'
import type { CatalogColumn, CatalogTable } from './catalog-table.ts'

/**
 * Of the nodes given those that an engine's databases hold, as they are there. `database`: the one of relations that name
 * none. Throws `QueryError`.
 */
export async function databaseTables(
  nodes: readonly (DataNode | SourceNode)[],
  engine: Engine,
  database: string,
): Promise<readonly CatalogTable[]> {
  const found = await tablesOf(engine)
  return nodes.flatMap((node) => {
    const catalog = node.relation.catalog ?? database
    const table = found.get(relationKey({ ...node.relation, catalog }))
    return table === undefined ? [] : [{ node, database: catalog, ...table, stats: [] }]
  })
}

type Found = Pick<CatalogTable, 'kind' | 'comment'> & { readonly columns: CatalogColumn[] }

const columnsSql = `select c.database_name, c.schema_name, c.table_name, v.view_name is not null,
  coalesce(t.comment, v.comment), c.column_name, c.data_type, c.comment
from duckdb_columns() c
left join duckdb_tables() t using (database_oid, table_oid)
left join duckdb_views() v on v.database_oid = c.database_oid and v.view_oid = c.table_oid
where not c.internal
order by c.column_index`

async function tablesOf(engine: Engine): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  for (const row of (await engine.execute(columnsSql)).rows) {
    const [catalog, schema, identifier, isView, comment, name, type, said] = row
    const key = relationKey({ catalog: String(catalog), schema: String(schema), identifier: String(identifier) })
    const table = found.get(key) ?? { kind: isView === true ? 'view' : 'table', comment: textOf(comment), columns: [] }
    table.columns.push({ name: String(name), type: String(type), comment: textOf(said) })
    found.set(key, table)
  }
  return found
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null
}
