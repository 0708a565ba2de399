import { sqlLiteral } from '../../dialects/literal.ts'
import { isLocal, type Server } from './server.ts'

/** The name under which a server is attached. */
export const attached = 'source_server'

export interface Attachment {
  readonly server: Server
  /** Where the snapshot is known; undefined for a socket of this machine. */
  readonly address: string | undefined
  /** `server_version_num`: 150004. */
  readonly version: number
  /** What the sessions call themselves. */
  readonly application: string
}

/**
 * Statements that make a server known to DuckDB. The password is in a secret, which shows it to nobody. Sessions have the
 * settings of our own; filters are DuckDB's work, because it counts the rows that it was given.
 */
export function attachStatements({ server, address, version, application }: Attachment): readonly string[] {
  const { host, port, dbname, user, password } = server
  const secret = password === undefined ? '' : `, password ${sqlLiteral(password.reveal())}`
  const login = `host ${sqlLiteral(host)}, port ${port}, database ${sqlLiteral(dbname)}, user ${sqlLiteral(user)}${secret}`
  const keywords = Object.entries(connectionKeywords(server, address, version))
  const options = [...keywords, ['application_name', application] as const]
    .map(([key, value]) => `${key}=${quoted(String(value))}`)
    .join(' ')
  return [
    `create temporary secret ${attached} (type postgres, ${login})`,
    `attach ${sqlLiteral(options)} as ${attached} (type postgres, read_only, secret ${attached})`,
    'set pg_experimental_filter_pushdown = false',
    // Rows in the table's order, whatever is busy: several readers would group them into other files each time.
    'set pg_use_ctid_scan = false',
    'set preserve_insertion_order = false',
    // The one reader is the query's own thread; another one would wait for it busily.
    'set threads = 1',
  ]
}

/** Keywords of libpq. A network that goes dead is noticed by probes, as nothing else ends a wait for the server. */
function connectionKeywords(server: Server, address: string | undefined, version: number) {
  const { sslrootcert, progressTimeout } = server
  return {
    sslmode: sslmodeOf(server),
    client_encoding: 'UTF8',
    connect_timeout: Math.max(2, Math.ceil(progressTimeout / 1000)),
    keepalives_idle: 30,
    keepalives_interval: 10,
    keepalives_count: 3,
    tcp_user_timeout: progressTimeout,
    options: sessionOptions(server, version),
    ...(address !== undefined && { hostaddr: address }),
    ...(sslrootcert !== undefined && { sslrootcert }),
  }
}

/** libpq's "prefer" falls back to plain text on any host; ours does on this machine only. */
function sslmodeOf(server: Server): Server['sslmode'] {
  return server.sslmode === 'prefer' && !isLocal(server) ? 'require' : server.sslmode
}

function sessionOptions({ statementTimeout, progressTimeout }: Server, version: number): string {
  const settings = {
    timezone: 'UTC',
    synchronize_seqscans: 'off',
    idle_in_transaction_session_timeout: 0,
    lock_timeout: progressTimeout,
    ...(version >= 170000 && { transaction_timeout: 0 }),
    ...(statementTimeout !== undefined && { statement_timeout: statementTimeout }),
  }
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ')
}

/** A value as libpq reads it. */
function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
