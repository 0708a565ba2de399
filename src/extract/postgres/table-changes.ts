import type { Client } from 'pg'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { CatalogColumn } from './column-types.ts'
import { query, sentColumns } from './session.ts'

/**
 * What others did to a table between the moment that is read and the lock that keeps its shape, as parts of a sentence;
 * undefined where it is as it was. PostgreSQL would show a table that was truncated, rewritten or replaced meanwhile as an
 * empty one, since its rows of that moment are gone. `columns` are those of the moment; the table is locked.
 */
export async function tableChanges(
  client: Client,
  { origin, columns }: { readonly origin: Relation; readonly columns: readonly CatalogColumn[] },
  timeout: number,
): Promise<readonly string[] | undefined> {
  const readable = columns.filter(({ isReadable }) => isReadable)
  const asked = readable.length === columns.length ? undefined : readable.map(({ name }) => name)
  const now = await presentColumns(client, { origin, asked }, timeout)
  const differences = differencesOf(readable, now)
  if (differences.length > 0) return differences
  const moved = await query<{ told: string }>(client, movedSql, timeout)
  return moved.length > 0 ? moved.map(({ told }) => told) : undefined
}

type PresentColumn = Pick<CatalogColumn, 'name' | 'sentType'>

/** The columns as a query sees them now; what is asked of the catalog is of the moment. `asked`: where not all may be read. */
async function presentColumns(
  client: Client,
  { origin, asked }: { readonly origin: Relation; readonly asked: readonly string[] | undefined },
  timeout: number,
): Promise<readonly PresentColumn[]> {
  const { schema, identifier } = origin
  const table = duckdbDialect.relation({ schema, identifier })
  const list = asked?.map(duckdbDialect.quote).join(', ') ?? '*'
  const fields = await sentColumns(client, `select ${list} from ${table} limit 0`, timeout)
  if (fields.length === 0) return []
  const rows = fields.map(
    ({ name, dataTypeID, dataTypeModifier }, place) =>
      `(${place}, ${sqlLiteral(name)}, ${dataTypeID}::pg_catalog.oid, ${dataTypeModifier})`,
  )
  const sql = `select name, pg_catalog.format_type(type, modifier) as "sentType"
from (values ${rows.join(', ')}) as present (place, name, type, modifier) order by place`
  return query<PresentColumn>(client, sql, timeout)
}

function differencesOf(before: readonly CatalogColumn[], now: readonly PresentColumn[]): readonly string[] {
  const present = new Map(now.map(({ name, sentType }) => [name, sentType]))
  const known = new Set(before.map(({ name }) => name))
  const old = before.flatMap(({ name, sentType }) => {
    const type = present.get(name)
    if (type === undefined) return [`the column "${name}" is gone`]
    return type === sentType ? [] : [`the column "${name}" was "${sentType}" and is "${type}"`]
  })
  const added = now.filter(({ name }) => !known.has(name))
  return [...old, ...added.map(({ name, sentType }) => `the column "${name}" ("${sentType}") is new`)]
}

/**
 * What became of the tables that this transaction has locked, those below a view and the partitions among them: tables
 * that the moment does not know, or knows with other storage than they have now, as of a refreshed materialized view; then
 * partitions that only the moment has, and old tables that are partitions only now. A new partition has no row of the
 * moment, and a new index none at all.
 */
const movedSql = `with locked (id) as (
  select l.relation from pg_catalog.pg_locks l where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation'
    and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
), replaced (name) as (
  select coalesce(c.relname::text, l.id::pg_catalog.regclass::text)
  from locked l left join pg_catalog.pg_class c on c.oid = l.id
  where case when c.oid is null then pg_catalog.pg_get_indexdef(l.id) is null and pg_catalog.pg_partition_root(l.id) is null
    else c.relkind in ('r', 'm') and c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace
      and c.relfilenode <> pg_catalog.pg_relation_filenode(c.oid) end
), partitions (name) as (
  select p.relname::text from pg_catalog.pg_inherits i join locked l on l.id = i.inhparent
  join pg_catalog.pg_class p on p.oid = i.inhrelid
  where p.relispartition and not exists (
    select from pg_catalog.pg_partition_ancestors(i.inhrelid) as a (id) where a.id = i.inhparent)
  union
  select p.relname::text from locked l join pg_catalog.pg_class p on p.oid = l.id
  where p.relkind in ('r', 'p') and not p.relispartition and exists (
    select from pg_catalog.pg_partition_ancestors(l.id) as a (id) where a.id <> l.id)
)
select '"' || name || '" was emptied, rewritten or replaced' as told from replaced
union select 'the partition "' || name || '" was attached or detached' from partitions
order by 1`
