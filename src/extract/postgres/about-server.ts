import type { Client } from 'pg'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { SourceServer } from '../../ports/extractor.ts'
import { query } from './session.ts'

/** Version and role of a server, and which of the tables the role could change. */
export async function aboutServer(client: Client, tables: readonly Relation[], timeout: number): Promise<SourceServer> {
  const names = tables.map(({ schema, identifier }) => `(${sqlLiteral(schema)}, ${sqlLiteral(identifier)})`)
  const mayWrite =
    names.length === 0
      ? 'false'
      : `exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (n.nspname, c.relname) in (${names.join(', ')}) and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))`
  const [facts] = await query<{ version: string; role: string; mayWrite: boolean }>(
    client,
    `select current_setting('server_version') as version, current_user::text as role, ${mayWrite} as "mayWrite"`,
    timeout,
  )
  if (facts === undefined) throw new Error('Internal error: a SELECT without FROM has no row.')
  const { version, ...rest } = facts
  // `16.4 (Debian 16.4-1)`
  return { ...rest, version: version.split(' ')[0] ?? version }
}
