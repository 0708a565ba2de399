import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres } from '../scripts/test-servers.mjs'

/**
 * A throw-away PostgreSQL on a free port of this machine, run by an unprivileged user; undefined where none is installed.
 * Whoever started it stops it.
 */
export async function startPostgres() {
  const binaries = findPostgres()
  if (binaries === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-bench-'))
  const owner = unprivileged()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const options = { ...owner, cwd: folder, env: { ...process.env, LC_ALL: 'C', HOME: folder } }
  const data = join(folder, 'data')
  const cluster = ['-D', data, '-U', 'bench', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync']
  execFileSync(join(binaries, 'initdb'), cluster, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
  const port = await freePort()
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    ...[
      'fsync=off',
      'autovacuum=off',
      'shared_buffers=1GB',
      'max_wal_size=8GB',
      'wal_level=minimal',
      'max_wal_senders=0',
    ],
  ]
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...options,
    stdio: 'ignore',
  })
  const kill = () => server.kill('SIGQUIT')
  process.once('exit', kill)
  const connection = { host: '127.0.0.1', port, user: 'bench', dbname: 'postgres' }
  await untilReady(connection, server)
  return {
    connection,
    execute: (sql) => execute(connection, sql),
    async stop() {
      process.off('exit', kill)
      if (server.exitCode === null) {
        const gone = new Promise((resolve) => server.once('exit', resolve))
        kill()
        await gone
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** `initdb` refuses root. */
function unprivileged() {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function untilReady(connection, server) {
  for (;;) {
    try {
      return await execute(connection, 'select 1')
    } catch (error) {
      if (server.exitCode !== null) throw new Error('PostgreSQL did not start.', { cause: error })
      await pause(100)
    }
  }
}

async function execute({ dbname, ...address }, sql) {
  const client = new pg.Client({ ...address, database: dbname })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
