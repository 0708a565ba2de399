import { chmodSync, chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connector } from '../../src/extract/postgres/connector.ts'
import type { Server } from '../../src/extract/postgres/server.ts'
import { ExtractError } from '../../src/ports/extractor.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Certificate, makeCertificate, type Wanted } from '../support/certificates.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'

describe.skipIf(!hasPostgres())('encrypted connections to PostgreSQL', () => {
  let server: PostgresServer
  let folder: string
  let authority: Certificate
  let stranger: Certificate
  let good: Certificate

  const make = (wanted: Wanted) => makeCertificate(folder, wanted)

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tpchmodel-certificates-'))
    authority = make({ name: 'authority' })
    stranger = make({ name: 'stranger' })
    good = make({ name: 'localhost', by: authority })
    server = await startPostgres({ settings: ['listen_addresses=*'] })
    const roots = handOver(authority.cert)
    await server.execute(`alter system set ssl_ca_file = '${roots}'`)
  }, 60_000)

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Copies a file to where the server may read it. */
  function handOver(file: string): string {
    const { socketFolder } = server
    const copy = join(socketFolder, `given-${file.split('/').at(-1)}`)
    copyFileSync(file, copy)
    chmodSync(copy, 0o600)
    const { uid, gid } = statSync(socketFolder)
    if (process.getuid?.() === 0) chownSync(copy, uid, gid)
    return copy
  }

  /** From now on the server shows this certificate, and lets in as the line of pg_hba.conf says. */
  async function serve({ cert, key }: Certificate, rule = 'hostssl all all all scram-sha-256'): Promise<void> {
    const shown = handOver(cert)
    const rules = ['local all all scram-sha-256', 'hostnossl all all all scram-sha-256', rule]
    writeFileSync(join(server.socketFolder, 'data', 'pg_hba.conf'), `${rules.join('\n')}\n`)
    await server.execute(`alter system set ssl_key_file = '${handOver(key)}'`)
    await server.execute(`alter system set ssl_cert_file = '${shown}'`)
    await server.execute('alter system set ssl = on')
    await server.execute('select pg_reload_conf()')
    await until(async () => (await server.execute('show ssl_cert_file'))[0]?.['ssl_cert_file'] === shown)
  }

  const secure = (changes: Partial<Server> = {}): Server => ({
    ...server.connection,
    host: 'localhost',
    sslmode: 'verify-full',
    sslrootcert: authority.cert,
    ...changes,
  })

  /** Whether the connection that was opened is encrypted; or why none was. */
  async function tried(connection: Server): Promise<boolean | ExtractError> {
    try {
      const { first } = await connector(connection, 15_000)
      const { rows } = await first.query<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()')
      await first.end()
      return rows[0]?.ssl === true
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error
      expect(`${error.message} ${error.hint}`).not.toContain(connection.password?.reveal() ?? 'none')
      return error
    }
  }

  const refusal = async (connection: Server) => {
    const outcome = await tried(connection)
    if (typeof outcome === 'boolean') throw new Error('The server let it in.')
    return { code: outcome.code, message: outcome.message, hint: outcome.hint ?? '' }
  }

  describe('what the server shows', () => {
    test('a certificate of the right name and authority', async () => {
      await serve(good)
      expect(await tried(secure())).toBe(true)
      for (const sslmode of ['prefer', 'require'] as const) {
        expect(await tried(secure({ sslmode, sslrootcert: undefined }))).toBe(true)
      }
      expect(await tried(secure({ sslmode: 'disable' }))).toBe(false)
      const missing = `${authority.cert}.gone`
      expect((await refusal(secure({ sslrootcert: missing }))).message).toContain(
        `"sslrootcert" names "${missing}", which cannot be read: `,
      )
      const others = await refusal(secure({ sslrootcert: stranger.cert }))
      expect(others.hint).toContain('"sslrootcert"')
      // As with libpq, an authority that is named counts for "require" too.
      expect(await refusal(secure({ sslmode: 'require', sslrootcert: stranger.cert }))).toEqual(others)
      expect((await refusal(secure({ sslrootcert: undefined }))).hint).toBe(
        'Name the certificate of its authority in "sslrootcert". Where the way to the server is safe, "sslmode: require" encrypts and does not ask who answers.',
      )
    })

    test('one that has expired', async () => {
      await serve(make({ name: 'localhost', by: authority, days: -1 }))
      for (const sslmode of ['verify-full', 'verify-ca'] as const) {
        expect(await refusal(secure({ sslmode }))).toMatchObject({
          message: expect.stringContaining('certificate has expired'),
          hint: "The server's certificate, or its authority's, has to be renewed.",
        })
      }
      expect(await tried(secure({ sslmode: 'require', sslrootcert: undefined }))).toBe(true)
    })

    test('one of another name', async () => {
      await serve(make({ name: 'db.elsewhere.example', by: authority }))
      expect((await refusal(secure())).hint).toBe('Use the name in the certificate as "host", or "sslmode: verify-ca".')
      expect(await tried(secure({ sslmode: 'verify-ca' }))).toBe(true)
    })

    test('one that it signed itself, which can be trusted by itself', async () => {
      const own = make({ name: 'localhost' })
      await serve(own)
      expect((await refusal(secure())).hint).toContain('"sslrootcert"')
      expect(await tried(secure({ sslrootcert: own.cert }))).toBe(true)
    })

    test('one of an authority of the system', async () => {
      await serve(good)
      const before = process.env['SSL_CERT_FILE']
      try {
        process.env['SSL_CERT_FILE'] = authority.cert
        expect(await tried(secure({ sslrootcert: 'system' }))).toBe(true)
        process.env['SSL_CERT_FILE'] = stranger.cert
        expect((await refusal(secure({ sslrootcert: 'system' }))).hint).toContain('"sslrootcert"')
      } finally {
        if (before === undefined) delete process.env['SSL_CERT_FILE']
        else process.env['SSL_CERT_FILE'] = before
      }
    })
  })

  describe('a server that asks for a certificate', () => {
    let mine: Certificate

    beforeAll(async () => {
      mine = make({ name: 'tester', by: authority })
      await serve(good, 'hostssl all all all scram-sha-256 clientcert=verify-full')
    })

    const showing = ({ cert, key }: Certificate, more: Partial<Server> = {}) =>
      secure({ sslcert: cert, sslkey: key, ...more })

    test('lets in who shows one', async () => {
      expect(await tried(showing(mine))).toBe(true)
    })

    test('says so to who shows none, or one of a stranger', async () => {
      expect(await refusal(secure())).toMatchObject({
        message: expect.stringContaining('valid client certificate'),
        hint: 'Name a certificate and its key in "sslcert" and "sslkey".',
      })
      const wrong = await refusal(showing(make({ name: 'tester', by: stranger })))
      expect(wrong.code).toBe('extract/connect-failed')
      expect(wrong.hint).toBe('The server does not trust the authority of the certificate in "sslcert".')
    })

    test('an encrypted key is opened with its passphrase', async () => {
      const locked = make({ name: 'tester', by: authority, passphrase: 'sesame street' })
      expect(await tried(showing(locked, { sslpassword: new Secret('sesame street') }))).toBe(true)
      expect(await refusal(showing(locked, { sslpassword: new Secret('another one') }))).toEqual({
        code: 'extract/connect-failed',
        message: `The key "${locked.key}" is encrypted, and "sslpassword" does not open it.`,
        hint: 'Give its passphrase in "sslpassword".',
      })
      expect((await refusal(showing(locked))).message).toBe(
        `The key "${locked.key}" is encrypted, and there is no "sslpassword".`,
      )
    })

    test('a key that others may read, that is of another certificate, or that is not there, is refused here', async () => {
      const open = make({ name: 'tester', by: authority })
      chmodSync(open.key, 0o644)
      expect(await refusal(showing(open))).toMatchObject({
        message: `"sslkey" names "${open.key}", which other users of this machine may read.`,
        hint: `Run: chmod 600 ${open.key}`,
      })
      const mixed = await refusal(showing({ cert: mine.cert, key: good.key }))
      expect(mixed.message).toContain(
        `The key "${good.key}" and the certificate "${mine.cert}" cannot be used together: `,
      )
      const gone = await refusal(showing({ cert: mine.cert, key: `${mine.key}.gone` }))
      expect(gone.message).toContain(`"sslkey" names "${mine.key}.gone", which cannot be read: `)
    })
  })

  describe('the way to the server', () => {
    beforeEach(() => serve(good))

    test('"prefer" does without encryption on this machine only', async () => {
      await server.execute('alter system set ssl = off')
      await server.execute('select pg_reload_conf()')
      await until(async () => (await server.execute('show ssl'))[0]?.['ssl'] === 'off')
      const prefer = secure({ sslmode: 'prefer', sslrootcert: undefined })
      expect(await tried(prefer)).toBe(false)
      // An address of this machine too, but not one that is known to be.
      expect((await refusal({ ...prefer, host: '0.0.0.0' })).message).toContain('offers no encryption.')
      await server.execute('alter system set ssl = on')
      await server.execute('select pg_reload_conf()')
      await until(async () => (await server.execute('show ssl'))[0]?.['ssl'] === 'on')
    })

    test('the password is bound to the connection where that is asked for', async () => {
      expect(await tried(secure({ channelBinding: 'require' }))).toBe(true)
      expect(await tried(secure({ channelBinding: 'disable' }))).toBe(true)
      const unbound = await refusal(secure({ channelBinding: 'require', sslmode: 'disable' }))
      expect(unbound.message).toContain('does not bind the password to the encrypted connection')
    })

    test('who ends the encryption in between cannot use the password, nor be used where that is asked for', async () => {
      const between = await endingTls({ ...good, target: server.connection })
      const through = secure({ port: between.port })
      expect(await tried({ ...through, channelBinding: 'disable' })).toBe(false)
      expect((await refusal({ ...through, channelBinding: 'require' })).message).toContain('does not bind')
      await between[Symbol.asyncDispose]()
    })

    test('encryption can begin at once', async () => {
      const between = await endingTls({ ...good, target: server.connection, isDirect: true })
      expect(await tried(secure({ port: between.port, sslnegotiation: 'direct' }))).toBe(false)
      await between[Symbol.asyncDispose]()
    })
  })
})

interface Between extends AsyncDisposable {
  readonly port: number
}

interface Ending extends Certificate {
  readonly target: Server
  /** Encryption begins at once, and not after a question. */
  readonly isDirect?: boolean
}

/** Stands before a server and takes off the encryption, as some load balancers do. */
async function endingTls({ cert, key, target, isDirect = false }: Ending): Promise<Between> {
  const sockets = new Set<Socket>()
  const context = { cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: ['postgresql'] }
  const server = createServer((raw) => {
    sockets.add(raw)
    const begin = () => {
      const client = new TLSSocket(raw, { isServer: true, ...context })
      const upstream = connect(target.port, target.host)
      sockets.add(upstream)
      client.pipe(upstream).pipe(client)
      for (const socket of [client, upstream]) socket.on('error', () => raw.destroy())
    }
    raw.on('error', () => raw.destroy())
    if (isDirect) begin()
    else
      raw.once('data', () => {
        raw.write('S')
        begin()
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('There is no port.')
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) throw new Error('What the test waits for did not happen.')
    await pause(20)
  }
}
