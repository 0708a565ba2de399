import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres, testServers } from '../../scripts/test-servers.mjs'
import type { Server } from '../../src/extract/postgres/server.ts'
import { Secret } from '../../src/util/secret.ts'

export type Rows = readonly Readonly<Record<string, unknown>>[]

/** A throw-away PostgreSQL of a test's own. */
export interface PostgresServer extends AsyncDisposable {
  /** Its superuser, by TCP and with a password. */
  readonly connection: Server
  /** The folder of its Unix socket. */
  readonly socketFolder: string
  /** Runs SQL in a session of its own. */
  execute(sql: string): Promise<Rows>
}

/** Whether this machine has a PostgreSQL, or could install one just now. With CI=true a test file fails without it. */
export function hasPostgres(called = 'PostgreSQL'): boolean {
  const entry = testServers.find(({ name }) => name === called)
  if (entry === undefined) throw new Error(`${called} is not in the list of test servers.`)
  if (entry.find() === undefined) entry.install()
  const isThere = entry.find() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error(`CI needs ${called}, which could not be installed.`)
  return isThere
}

/**
 * Starts a new cluster, as another user where we are root, because `initdb` refuses root. `programs`: the folder of those
 * of another version; `settings` are lines of postgresql.conf; `standbyOf`: it follows that one, and only reads.
 */
export async function startPostgres(
  options: {
    readonly programs?: string | undefined
    readonly settings?: readonly string[]
    readonly standbyOf?: PostgresServer
  } = {},
): Promise<PostgresServer> {
  const binaries = realpathSync(join(options.programs ?? findPostgres() ?? '', 'postgres')).replace(/\/postgres$/, '')
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-postgres-'))
  const owner = unprivileged()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const password = 'pass/word:with@signs'
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', HOME: folder, PGPASSWORD: password },
    })

  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o644 })
  const data = join(folder, 'data')
  const user = ['-D', data, '-U', 'tester']
  if (options.standbyOf === undefined) {
    const login = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    run(join(binaries, 'initdb'), [...user, ...login, '--encoding=UTF8', '--locale=C', '--no-sync'])
  } else {
    const { host, port } = options.standbyOf.connection
    const primary = ['-h', host, '-p', String(port), '--write-recovery-conf', '--checkpoint=fast', '--no-sync']
    run(join(binaries, 'pg_basebackup'), [...user, ...primary])
  }

  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'autovacuum=off',
    ...(options.settings ?? []),
  ]
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...owner,
    cwd: folder,
    stdio: 'ignore',
  })
  const kill = () => server.kill('SIGQUIT')
  process.once('exit', kill)

  const connection: Server = {
    type: 'postgres',
    embedded: false,
    host: '127.0.0.1',
    port,
    user: 'tester',
    password: new Secret(password),
    dbname: 'postgres',
    sslmode: 'disable',
    sslrootcert: undefined,
    schema: undefined,
    extraction: 'portable',
    statementTimeout: undefined,
    progressTimeout: 30_000,
  }
  await untilReady(connection, server)
  return {
    connection,
    socketFolder: folder,
    execute: (sql) => execute(connection, sql),
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      await stop(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function execute(connection: Server, sql: string): Promise<Rows> {
  const client = new pg.Client({
    ...connection,
    password: connection.password?.reveal(),
    database: connection.dbname,
    ssl: false,
  })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql)
    return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? []
  } finally {
    await client.end()
  }
}

/** Whom servers run as that refuse root; undefined where we are somebody else already. */
export function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  try {
    return { uid: idOf('-u'), gid: idOf('-g') }
  } catch {
    return { uid: 65534, gid: 65534 }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('The test found no free port.')
  return address.port
}

async function untilReady(connection: Server, server: ChildProcess): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    try {
      await execute(connection, 'select 1')
      return
    } catch (error) {
      if (server.exitCode !== null || Date.now() > end) throw new Error('PostgreSQL did not start.', { cause: error })
      await pause(50)
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGQUIT')
  await gone
}
