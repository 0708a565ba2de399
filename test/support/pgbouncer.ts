import { spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findPgBouncer } from '../../scripts/test-servers.mjs'
import { freePort, type PostgresServer, unprivileged } from './postgres-server.ts'

export interface PgBouncer extends AsyncDisposable {
  readonly port: number
}

/** A pooler before a server, which lends connections for a `transaction`, or for one `statement`. */
export async function startPgBouncer(
  { connection: { host, port, user, password, dbname } }: PostgresServer,
  mode: 'transaction' | 'statement',
): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-pgbouncer-'))
  const owner = unprivileged()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const own = await freePort()
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(
    settings,
    `[databases]
${dbname} = host=${host} port=${port} user=${user} password='${password?.reveal()}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
`,
    { mode: 0o644 },
  )
  const pooler = spawn(findPgBouncer() ?? '', [settings], { ...owner, cwd: folder, stdio: 'ignore' })
  const gone = new Promise((resolve) => pooler.once('exit', resolve))
  const kill = () => pooler.kill('SIGKILL')
  process.once('exit', kill)
  await untilOpen(own)
  return {
    port: own,
    async [Symbol.asyncDispose]() {
      process.off('exit', kill)
      kill()
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilOpen(port: number): Promise<void> {
  const end = Date.now() + 30_000
  const isOpen = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      const settle = (answer: boolean) => {
        socket.destroy()
        resolve(answer)
      }
      socket.once('connect', () => settle(true))
      socket.once('error', () => settle(false))
    })
  while (!(await isOpen())) {
    if (Date.now() > end) throw new Error('PgBouncer did not start.')
    await pause(20)
  }
}
