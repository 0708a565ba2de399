import { lookup } from 'node:dns/promises'
import type { ConnectionOptions } from 'node:tls'
import type { Client, ClientConfig } from 'pg'
import { ExtractError } from '../../ports/extractor.ts'
import type { Secret } from '../../util/secret.ts'
import { connectFailed, connectTimedOut, noChannelBinding, noEncryption } from './connect-diagnostics.ts'
import { type PasswordSource, passwordSource } from './password-source.ts'
import { isLocal, type Server } from './server.ts'
import { tlsOptions } from './tls-options.ts'

/** Opens connections to one machine, all with the same encryption. */
export interface Connector {
  /** The address that answered; undefined for a socket of this machine. */
  readonly address: string | undefined
  /** What connections log in with. Throws `ExtractError`. */
  password(): Promise<Secret | undefined>
  /** Throws `ExtractError`. The connection must be closed by whoever asked for it. */
  connect(timeout: number): Promise<Client>
}

/**
 * Finds the address that answers. Every later connection goes there: a snapshot is known to one server only, and
 * looking a name up again would wait for a thread that queries of DuckDB may hold. Throws `ExtractError`.
 */
export async function connector(server: Server, timeout: number): Promise<Connector & { readonly first: Client }> {
  const encryption = tlsOptions(server)
  const passwords = passwordSource(server)
  const attempts = (await addresses(server)).map((address) => ({ address, encryption, passwords }))
  const open = await firstToAnswer(server, attempts, timeout)
  return {
    first: open.client,
    address: server.host.startsWith('/') ? undefined : open.attempt.address,
    password: () => passwords.get(),
    connect: (limit) => connect(server, open.attempt, limit),
  }
}

interface Attempt {
  readonly address: string
  readonly encryption: ConnectionOptions | false
  readonly passwords: PasswordSource
}

async function addresses(server: Server): Promise<readonly string[]> {
  if (server.host.startsWith('/')) return [server.host]
  try {
    return (await lookup(server.host, { all: true })).map(({ address }) => address)
  } catch (error) {
    throw connectFailed(server, error)
  }
}

async function firstToAnswer(
  server: Server,
  attempts: readonly Attempt[],
  timeout: number,
): Promise<{ readonly attempt: Attempt; readonly client: Client }> {
  const [attempt, ...others] = attempts
  if (attempt === undefined) throw connectFailed(server, new Error('Its name has no address'))
  try {
    return { attempt, client: await connect(server, attempt, timeout) }
  } catch (error) {
    if (others.length > 0 && isUnreachable(error)) return firstToAnswer(server, others, timeout)
    if (!refusesTls(error)) throw error
    if (server.sslmode !== 'prefer' || !isLocal(server)) throw noEncryption(server)
    return firstToAnswer(server, [{ ...attempt, encryption: false }], timeout)
  }
}

async function connect(server: Server, attempt: Attempt, timeout: number): Promise<Client> {
  const password = await attempt.passwords.get()
  const named = { ...server, password }
  const { default: pg } = await import('pg')
  // What comes last is what a password is asked for: none is sent before the server has offered to bind it.
  const isBound = () => server.channelBinding !== 'require' || offersBinding
  let offersBinding = false
  const client = new pg.Client(clientConfig(named, attempt, isBound))
  client.connection.on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    offersBinding = attempt.encryption !== false && mechanisms.includes('SCRAM-SHA-256-PLUS')
  })
  // Without a listener an error of an idle connection would end the process. Whoever uses the client next sees it.
  client.on('error', () => undefined)
  let late = false
  const timer = setTimeout(() => {
    late = true
    client.connection.stream.destroy(new Error('timeout'))
  }, timeout)
  try {
    await client.connect()
    if (!isBound()) throw noChannelBinding(server)
    return client
  } catch (error) {
    client.connection.stream.destroy()
    if (error instanceof ExtractError) throw error
    attempt.passwords.forget()
    throw late ? connectTimedOut(server, timeout) : Object.assign(connectFailed(named, error), { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

function clientConfig(
  server: Server,
  { address, encryption }: Attempt,
  isBound: () => boolean,
): ClientConfig & { readonly sslnegotiation: 'postgres' | 'direct' } {
  return {
    host: address,
    port: server.port,
    user: server.user,
    database: server.dbname,
    // A function, so that the driver asks neither the environment nor a file of passwords.
    password: () => {
      if (!isBound()) throw noChannelBinding(server)
      return server.password?.reveal() ?? ''
    },
    ssl: encryption,
    sslnegotiation: encryption === false ? 'postgres' : (server.sslnegotiation ?? 'postgres'),
    enableChannelBinding: encryption !== false && server.channelBinding !== 'disable',
    application_name: 'tpchmodel',
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  }
}

function isUnreachable(error: unknown): boolean {
  return ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(causeCode(error))
}

function refusesTls(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /does not support SSL/.test(error.cause.message)
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
