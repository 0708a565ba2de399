import type { Client, FieldDef, QueryResultRow } from 'pg'
import { sqlLiteral } from '../../dialects/literal.ts'
import { closeClient } from './close-client.ts'
import type { Server } from './server.ts'

export interface Transaction {
  readonly server: Server
  /** `server_version_num`: 150004. */
  readonly version: number
  /** An exported snapshot to read from; left out: the transaction takes its own. */
  readonly snapshot?: string
}

/**
 * Begins a transaction that only reads, sees one moment, is not ended for being idle, and writes values as `transport`
 * expects them. Everything is undone at its end, so the connection may be used again. Returns the server's number of the
 * session.
 */
export async function begin(client: Client, transaction: Transaction): Promise<number> {
  const sql = `${beginSql(transaction)}; select pg_backend_pid() as session`
  const [row] = await query<{ session: number }>(client, sql, transaction.server.progressTimeout)
  return row?.session ?? 0
}

/** Cancels what another session of ours is running: a server notices a connection that was closed only when it sends. */
export async function cancel(client: Client, session: number, timeout: number): Promise<void> {
  const ours = `pid = ${session} and application_name = current_setting('application_name') and state = 'active'`
  await query(client, `select pg_cancel_backend(pid) from pg_stat_activity where ${ours}`, timeout)
}

/** One or more statements; the rows of the last. The connection is closed when the server says nothing for so long. */
export async function query<Row extends QueryResultRow>(
  client: Client,
  sql: string,
  timeout: number,
): Promise<readonly Row[]> {
  // The driver returns a list for several statements, though its types say one result.
  const results: { readonly rows: Row[] } | readonly { readonly rows: Row[] }[] = await within(client, timeout, () =>
    client.query<Row>(sql),
  )
  const last = Array.isArray(results) ? results.at(-1) : results
  return last?.rows ?? []
}

/** The columns of a query as the server sends them, domains as what they stand for. Its rows are left. */
export async function sentColumns(client: Client, sql: string, timeout: number): Promise<readonly FieldDef[]> {
  return (await within(client, timeout, () => client.query(sql))).fields
}

async function within<T>(client: Client, timeout: number, ask: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => void closeClient(client), timeout)
  try {
    return await ask()
  } finally {
    clearTimeout(timer)
  }
}

function beginSql({ server, version, snapshot }: Transaction): string {
  const { statementTimeout, progressTimeout } = server
  return [
    'begin isolation level repeatable read read only',
    ...(snapshot === undefined ? [] : [`set transaction snapshot ${sqlLiteral(snapshot)}`]),
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'postgres'",
    "set local bytea_output = 'hex'",
    "set local timezone = 'UTC'",
    'set local extra_float_digits = 3',
    "set local client_encoding = 'UTF8'",
    // Otherwise a table is read from where another session is just reading it, and its rows come in another order.
    'set local synchronize_seqscans = off',
    'set local idle_in_transaction_session_timeout = 0',
    ...(version >= 170000 ? ['set local transaction_timeout = 0'] : []),
    `set local lock_timeout = ${progressTimeout}`,
    ...(statementTimeout === undefined ? [] : [`set local statement_timeout = ${statementTimeout}`]),
  ].join('; ')
}
