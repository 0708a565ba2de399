import { duckdbDialect } from '../../dialects/duckdb.ts'
import type { Relation } from '../../manifest/relation.ts'
import { ExtractError } from '../../ports/extractor.ts'
import { closeClient } from './close-client.ts'
import type { Coordinator } from './coordinator.ts'
import { interrupted, readFailed, snapshotLost } from './diagnostics.ts'
import { interruptible } from './interruptible.ts'
import type { Readers } from './readers.ts'
import type { Server } from './server.ts'
import { cancel } from './session.ts'

export interface CountRequest {
  readonly server: Server
  readonly origin: Relation
  /** Conditions for rows that make the count undefined. */
  readonly spoils: readonly string[]
  readonly signal: AbortSignal
}

/** The rows of a table at the moment; undefined where one of them is spoilt. Throws `ExtractError`. */
export async function countRows(
  request: CountRequest,
  pool: Readers,
  keeper: Coordinator,
): Promise<number | undefined> {
  const { server, origin, spoils, signal } = request
  const { schema, identifier } = origin
  const condition = spoils.length === 0 ? 'false' : spoils.join(' or ')
  const sql = `select count(*)::text as "all", count(*) filter (where ${condition})::text as "spoilt"
from ${duckdbDialect.relation({ schema, identifier })}`
  const { client, session } = await pool.take().catch((error: unknown) => {
    throw error instanceof ExtractError ? error : snapshotLost(server, error)
  })
  try {
    const counting = client.query<{ all: string; spoilt: string }>(sql)
    const { rows } = await interruptible(counting, { signal, error: () => interrupted(origin) })
    await pool.finish(client)
    pool.giveBack(client)
    return rows[0]?.spoilt === '0' ? Number(rows[0].all) : undefined
  } catch (error) {
    if (signal.aborted) keeper.use((other) => cancel(other, session, server.progressTimeout)).catch(() => undefined)
    await closeClient(client)
    throw error instanceof ExtractError ? error : readFailed(origin, 0, server, error)
  }
}
