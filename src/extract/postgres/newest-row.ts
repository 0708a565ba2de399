import type { Client, QueryConfig } from 'pg'
import { duckdbDialect } from '../../dialects/duckdb.ts'
import { ExtractError, type NewestQuestion, type NewestRow } from '../../ports/extractor.ts'
import { instantOf } from '../../util/instant.ts'
import { closeClient } from './close-client.ts'
import type { Coordinator } from './coordinator.ts'
import { ageRefused, interrupted, noMoment, snapshotLost } from './diagnostics.ts'
import { interruptible } from './interruptible.ts'
import type { Readers } from './readers.ts'
import type { Server } from './server.ts'
import { cancel } from './session.ts'

export interface AgeRequest {
  readonly server: Server
  readonly question: NewestQuestion
  /** The table's columns: a name that is not among them was perhaps one of these. */
  readonly columns: readonly string[]
  readonly signal: AbortSignal
}

/** Asks through a connection of its own, so that many tables are looked at at the same time. Throws `ExtractError`. */
export async function askOwn(request: AgeRequest, pool: Readers, keeper: Coordinator): Promise<NewestRow> {
  const { server, signal, question } = request
  const { client, session } = await pool.take().catch((error: unknown) => {
    throw error instanceof ExtractError ? error : snapshotLost(server, error)
  })
  try {
    const row = await interruptible(ask(client, request), { signal, error: () => interrupted(question.origin) })
    await pool.finish(client)
    pool.giveBack(client)
    return row
  } catch (error) {
    if (signal.aborted) keeper.use((other) => cancel(other, session, server.progressTimeout)).catch(() => undefined)
    await closeClient(client)
    throw error
  }
}

/** Asks through the one connection there is. Throws `ExtractError`. */
export async function askShared(request: AgeRequest, keeper: Coordinator): Promise<NewestRow> {
  const { signal, question } = request
  return interruptible(
    keeper.use((client) => ask(client, request)),
    { signal, error: () => interrupted(question.origin) },
  )
}

interface Answer {
  readonly type: string
  readonly newest: string | null
  readonly asked: string
}

const moments = ['timestamp without time zone', 'timestamp with time zone', 'date']

async function ask(client: Client, { server, question, columns }: AgeRequest): Promise<NewestRow> {
  // Prepared, it is one statement or refused, whatever the author's SQL closes and begins.
  const config: QueryConfig & { readonly queryMode: 'extended' } = { text: askSql(question), queryMode: 'extended' }
  const { rows } = await client.query<Answer>(config).catch((error: unknown) => {
    throw ageRefused(question, columns, server, error)
  })
  const { type = '', newest = null, asked = '' } = rows[0] ?? {}
  const askedAt = instantOf(asked)
  if (askedAt === undefined) throw new Error(`Internal error: "${asked}" is no moment`)
  if (!moments.includes(type)) throw noMoment(question, type)
  const loadedAt = newest === null ? undefined : instantOf(newest)
  if (newest !== null && loadedAt === undefined) throw noMoment(question, `"${newest}"`)
  return { loadedAt, askedAt }
}

/** The line breaks end a comment that the author's SQL may end with. The transaction shows times in UTC. */
function askSql(question: NewestQuestion): string {
  const { schema, identifier } = question.origin
  const found =
    'query' in question
      ? `select (\n${question.query}\n) as newest`
      : `select max(\n${question.field}\n) as newest from ${duckdbDialect.relation({ schema, identifier })}${
          question.filter === undefined ? '' : ` where (\n${question.filter}\n)`
        }`
  return `select pg_typeof(newest)::text as "type", newest::text as "newest", now()::text as "asked" from (${found}) as found`
}
