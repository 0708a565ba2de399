import type { Client } from 'pg'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { CatalogColumn } from './column-types.ts'
import { tableChanged } from './diagnostics.ts'
import { query } from './session.ts'
import { tableChanges } from './table-changes.ts'

/**
 * The columns of a table, view, materialized view, partitioned or foreign table, in its order; undefined when there is
 * none of that name. The table stays locked against changes of its shape until the transaction ends. Throws `ExtractError`
 * for a table that others changed since the transaction began.
 */
export async function catalogColumns(
  client: Client,
  { schema, identifier }: Relation,
  timeout: number,
): Promise<readonly CatalogColumn[] | undefined> {
  const columns = await query<CatalogColumn>(client, columnsSql(schema, identifier), timeout)
  if (columns.length === 0 && !(await exists(client, { schema, identifier }, timeout))) return undefined
  // Reading no row of it takes the lock and asks for the right to read.
  await query(client, `select from ${duckdbDialect.relation({ schema, identifier })} limit 0`, timeout).catch(
    (error: unknown) => {
      throw isGone(error) ? tableChanged({ schema, identifier }, ['it is gone']) : error
    },
  )
  const changes = await tableChanges(client, { origin: { schema, identifier }, columns }, timeout)
  if (changes !== undefined) throw tableChanged({ schema, identifier }, changes)
  return columns
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '42P01' || error.code === '3F000')
}

/** Every table and view that the user may see. */
export async function knownTables(client: Client, timeout: number): Promise<readonly Relation[]> {
  return query<{ schema: string; identifier: string }>(
    client,
    `select n.nspname as schema, c.relname as identifier
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 1, 2`,
    timeout,
  )
}

async function exists(client: Client, { schema, identifier }: Relation, timeout: number): Promise<boolean> {
  return (await query(client, `select 1 ${tableSql(schema, identifier)}`, timeout)).length > 0
}

function tableSql(schema: string, identifier: string): string {
  return `from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname = ${sqlLiteral(schema)} and c.relname = ${sqlLiteral(identifier)} and c.relkind in ('r', 'p', 'v', 'm', 'f')`
}

/** Follows a domain to the type it stands for, and an array to its element, until neither is left. */
function columnsSql(schema: string, identifier: string): string {
  return `with recursive step (place, name, source, type, modifier, depth, dimensions, readable) as (
  select a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.atttypid, a.atttypmod, 0, a.attndims::int,
    coalesce(pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'), true)
  from pg_catalog.pg_attribute a
  where a.attnum > 0 and not a.attisdropped and a.attrelid = (select c.oid ${tableSql(schema, identifier)})
  union all
  select s.place, s.name, s.source,
    case when t.typtype = 'd' then t.typbasetype else t.typelem end,
    case when t.typtype = 'd' then t.typtypmod else s.modifier end,
    case when t.typtype = 'd' then s.depth else s.depth + 1 end,
    case when t.typtype = 'd' and s.depth = 0 then t.typndims else s.dimensions end,
    s.readable
  from step s join pg_catalog.pg_type t on t.oid = s.type
  where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0)
), plain (place, type) as (
  select s.place, pg_catalog.format_type(s.type, s.modifier)
  from step s join pg_catalog.pg_type t on t.oid = s.type where s.depth = 0 and t.typtype <> 'd'
)
select s.name, s.source as "sourceType", p.type as "sentType", t.typname as "base", t.typtype::text as "kind",
  s.depth as "arrayDepth", s.dimensions as "dimensions", s.modifier as "modifier",
  s.readable as "isReadable"
from step s join pg_catalog.pg_type t on t.oid = s.type join plain p on p.place = s.place
where t.typtype <> 'd' and not (t.typcategory = 'A' and t.typelem <> 0)
order by s.place`
}
