import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgresExtractor } from '../../src/extract/postgres/postgres-extractor.ts'
import type { Server } from '../../src/extract/postgres/server.ts'
import { ExtractError, type SourceStream } from '../../src/ports/extractor.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import { freePort, hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { startProxy } from '../support/tcp-proxy.ts'

const million = 1_000_000

describe.skipIf(!hasPostgres())('a PostgreSQL server in trouble', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres({ settings: ['idle_in_transaction_session_timeout=300ms'] })
    await server.execute(`
      create table wide as select id, repeat('x', 100) as text from generate_series(1, ${million}) as t (id);
      create table first as select id from generate_series(1, 10) as t (id);
      create table second as select id from generate_series(1, 10) as t (id);
      create view slow as select id, case when id = 50000 then pg_sleep(60)::text else repeat('x', 100) end as text from wide;
      create role reader login password 'reading';
      grant select on first, second to reader;
    `)
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  /** Lends an extraction, and sees that nothing of it is left on the server or the disk. */
  async function withExtraction(connection: Server, use: (extraction: Extraction) => Promise<void>): Promise<void> {
    const extraction = await startExtraction(connection)
    let left: readonly string[]
    try {
      await use(extraction)
    } finally {
      await extraction.extractor[Symbol.asyncDispose]()
      left = extraction.leftOver().filter((file) => file !== 'spill')
      await extraction[Symbol.asyncDispose]()
    }
    expect(left).toEqual([])
    await until(async () => (await sessions()).length === 0)
  }

  const sessions = () =>
    server.execute("select pid, query, state from pg_stat_activity where application_name = 'tpchmodel'")

  /** Ends what sends the rows of a table. */
  const terminateReader = (table: string) =>
    until(async () => {
      const ended = await server.execute(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tpchmodel' and query like 'copy%"${table}"%' and state = 'active'`,
      )
      return ended.length > 0
    })

  /** Another session locks a table until it is told to let go. */
  const locked = async (table: string): Promise<() => Promise<void>> => {
    const sleeping = `select pg_sleep(600) as ${table}_is_locked`
    const ended = server
      .execute(`begin; lock table ${table} in access exclusive mode; ${sleeping}`)
      .catch((error: unknown) => error)
    await until(async () => {
      const sql = `select 1 from pg_locks where mode = 'AccessExclusiveLock' and granted and relation = '${table}'::regclass`
      return (await server.execute(sql)).length > 0
    })
    return async () => {
      await server.execute(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%${table}_is_locked' and pid <> pg_backend_pid()`,
      )
      await ended
    }
  }

  test('all tables are read as of one moment, whatever others commit meanwhile', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const before = await extraction.read('first', 'select count(*)::integer from rows')
      await server.execute(
        'insert into first values (11); insert into second values (11); delete from second where id < 5',
      )
      const after = await extraction.read('second', 'select count(*)::integer, min(id) from rows')
      expect([before.rows, after.rows]).toEqual([[[10]], [[10, 1]]])
      expect((await extraction.read('first', 'select count(*)::integer from rows')).rows).toEqual([[10]])

      const later = await startExtraction(server.connection)
      expect((await later.read('first', 'select count(*)::integer from rows')).rows).toEqual([[11]])
      expect(later.extractor.snapshot).not.toBe(extraction.extractor.snapshot)
      const again = await startExtraction(server.connection)
      expect(again.extractor.snapshot).toBe(later.extractor.snapshot)
      await Promise.all([later, again].map((other) => other[Symbol.asyncDispose]()))
    })
  })

  test('a described table keeps its shape until the extractor is closed', async () => {
    await withExtraction(server.connection, async ({ extractor }) => {
      await extractor.describe({ schema: 'public', identifier: 'first' })
      await expect(server.execute("set lock_timeout = '200ms'; alter table first add column more int")).rejects.toThrow(
        'lock timeout',
      )
    })
  })

  test('an idle transaction outlives the limit that the server sets for it', async () => {
    await withExtraction(server.connection, async (extraction) => {
      await pause(700)
      expect((await extraction.read('second', 'select max(id) from rows')).rows).toEqual([[11]])
    })
  })

  test('connections are used again, and closed at the end', async () => {
    await withExtraction(server.connection, async (extraction) => {
      for (let round = 0; round < 4; round += 1) await extraction.read('first', 'select * from rows')
      expect(await sessions()).toHaveLength(2)
    })
  })

  test.each([
    {
      wrong: { password: new Secret('sesame-1234') },
      says: 'password authentication failed for user "tester".',
      hint: 'Check the password of "tester" in the profile.',
    },
    { wrong: { password: undefined }, says: 'password', hint: 'Give a "password" in the profile.' },
    {
      wrong: { dbname: 'nowhere' },
      says: 'database "nowhere" does not exist.',
      hint: 'Check "dbname": there is no database "nowhere".',
    },
    { wrong: { host: 'no-such-host.invalid' }, says: '', hint: 'no-such-host.invalid' },
  ])('a login that is refused says why, and never the password: $hint', async ({ wrong, says, hint }) => {
    const connection = { ...server.connection, ...wrong }
    const failure = await rejection(startExtraction(connection))
    expect(failure.code).toBe('extract/connect-failed')
    expect(failure.message).toContain(
      `PostgreSQL at postgresql://tester@${connection.host}:${connection.port}/${connection.dbname} refused: `,
    )
    expect(failure.message).toContain(says)
    expect(failure.hint).toContain(hint)
    const told = `${failure.message} ${failure.hint} ${failure.stack} ${JSON.stringify(failure)}`
    expect(told).not.toContain(connection.password?.reveal() ?? 'none')
  })

  test('a server that is not there, or does not answer, is told apart', async () => {
    const nowhere = await rejection(startExtraction({ ...server.connection, port: await freePort() }))
    expect(nowhere).toMatchObject({
      code: 'extract/connect-failed',
      hint: 'Check "host" and "port", and that the server runs.',
    })
    const proxy = await startProxy(server.connection)
    proxy.stallAfter(0)
    const { connector } = await import('../../src/extract/postgres/connector.ts')
    const mute = await rejection(connector({ ...server.connection, port: proxy.port }, 300))
    expect(mute.message).toBe(
      `PostgreSQL at postgresql://tester@127.0.0.1:${proxy.port}/postgres did not answer within 0.3 s.`,
    )
    await proxy[Symbol.asyncDispose]()
  })

  test('a server that ends the session in the middle is an error, never a shorter table', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const stream = await extraction.open('slow')
      const query = outcome(extraction, stream, 'select count(*) from rows')
      await terminateReader('slow')
      const failure = await rejection(stream.delivered)
      expect(failure.message).toMatch(/^Reading "public"."slow" failed(?: after [^:]+)?: .*terminat/)
      expect(await query).toBe('failed')
      expect((await extraction.read('first', 'select count(*)::integer from rows')).rows).toEqual([[11]])
    })
  })

  test('a connection that breaks in the middle is an error too', async () => {
    const proxy = await startProxy(server.connection)
    await withExtraction({ ...server.connection, port: proxy.port }, async (extraction) => {
      const stream = await extraction.open('slow')
      const query = outcome(extraction, stream, 'select count(*) from rows')
      await until(async () => (await sessions()).some(({ query: sql }) => String(sql).includes('"slow"')))
      proxy.cutNewest()
      expect((await rejection(stream.delivered)).code).toBe('extract/failed')
      expect(await query).toBe('failed')
    })
    await proxy[Symbol.asyncDispose]()
  })

  test('a connection that goes quiet is given up after the progress timeout', async () => {
    const proxy = await startProxy(server.connection)
    const connection = { ...server.connection, port: proxy.port, progressTimeout: 2000 }
    const extraction = await startExtraction(connection)
    await extraction.extractor.describe({ schema: 'public', identifier: 'wide' })
    proxy.stallAfter(3_000_000)
    const stream = await extraction.open('wide')
    const query = outcome(extraction, stream, 'select count(*) from rows')
    const failure = await rejection(stream.delivered)
    expect(failure.message).toMatch(
      /^Reading "public"."wide" stopped: PostgreSQL sent nothing for 2 s, after [23]\.\d MB\.$/,
    )
    expect(await query).toBe('failed')
    await proxy[Symbol.asyncDispose]()
    await extraction[Symbol.asyncDispose]()
  })

  test('a reader that is slow is not a server that is quiet', async () => {
    await withExtraction({ ...server.connection, progressTimeout: 2000 }, async (extraction) => {
      const stream = await extraction.open('wide')
      await pause(3000)
      expect((await extraction.engine.execute(`select count(*)::integer from ${stream.readSql}`)).rows).toEqual([
        [million],
      ])
      expect(await stream.delivered).toEqual({ rows: million, stoppedEarly: false })
    })
  })

  test('losing the connection that keeps the moment is told, and no other moment is read', async () => {
    await withExtraction(server.connection, async (extraction) => {
      await extraction.read('first', 'select * from rows')
      await server.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tpchmodel' and backend_xmin is not null",
      )
      const known = await rejection(extraction.open('first'))
      expect(known.message).toMatch(/^The connection to postgresql:.* that keeps the moment of reading was lost: /)
      const unknown = await rejection(extraction.open('second'))
      expect(unknown.message).toMatch(/^The connection to postgresql:.* that keeps the moment of reading was lost: /)
    })
  })

  test('the statement timeout of the profile stops a slow table', async () => {
    await withExtraction({ ...server.connection, statementTimeout: 3000 }, async (extraction) => {
      const failure = await failureOf(extraction, 'slow')
      expect(failure.message).toContain('canceling statement due to statement timeout.')
      expect(failure.hint).toContain('"statement_timeout_seconds"')
    })
  })

  test('a table that another session has locked is waited for no longer than the progress timeout', async () => {
    const unlock = await locked('second')
    await withExtraction({ ...server.connection, progressTimeout: 2000 }, async ({ extractor }) => {
      const failure = await rejection(extractor.describe({ schema: 'public', identifier: 'second' }))
      expect(failure.message).toContain('Reading "public"."second" failed: ')
    })
    await unlock()
  })

  test('a table that may not be read is named with the right that is missing', async () => {
    const reader = { ...server.connection, user: 'reader', password: new Secret('reading') }
    await withExtraction(reader, async ({ extractor }) => {
      const failure = await rejection(extractor.describe({ schema: 'public', identifier: 'wide' }))
      expect(failure).toMatchObject({
        message: 'Reading "public"."wide" failed: permission denied for table wide.',
        hint: 'Grant SELECT on it to the user of the profile.',
      })
      expect((await extractor.describe({ schema: 'public', identifier: 'first' })).columns).toHaveLength(1)
    })
  })

  test('a server that shares no snapshot is read through one connection, still as of one moment, with a warning', async () => {
    await server.execute('revoke execute on function pg_export_snapshot() from public')
    const reader = { ...server.connection, user: 'reader', password: new Secret('reading') }
    await withExtraction(reader, async (extraction) => {
      expect(extraction.extractor.warnings).toEqual([
        `postgresql://reader@127.0.0.1:${reader.port}/postgres cannot share a snapshot between connections (permission denied for function pg_export_snapshot.). The tables are still read as of one moment, but one after the other through one connection.`,
      ])
      expect(await sessions()).toHaveLength(1)
      const count = 'select count(*)::integer from rows'
      const [one, two] = await Promise.all([extraction.read('first', count), extraction.read('second', count)])
      await server.execute('insert into first values (12)')
      const three = await extraction.read('first', count)
      expect([one.rows, two.rows, three.rows]).toEqual([[[11]], [[7]], [[11]]])
    })
    await server.execute('grant execute on function pg_export_snapshot() to public')
  })

  test('aborting ends the transfer, the query that waits for it, and the session', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const controller = new AbortController()
      const stream = await extraction.open('slow', { signal: controller.signal })
      const query = outcome(extraction, stream, 'select count(*) from rows')
      await pause(100)
      controller.abort()
      expect((await rejection(stream.delivered)).message).toBe('Reading "public"."slow" was interrupted.')
      expect(await query).toBe('failed')
    })
  })

  test('nobody who interrupts waits for a server that does not answer, or for a lock', async () => {
    const mute = await startProxy(server.connection)
    mute.stallAfter(0)
    const connecting = openPostgresExtractor(
      { ...server.connection, port: mute.port },
      { workFolder: '', signal: AbortSignal.timeout(100) },
    )
    expect((await rejection(connecting)).message).toBe(
      `Connecting to postgresql://tester@127.0.0.1:${mute.port}/postgres was interrupted.`,
    )
    await mute[Symbol.asyncDispose]()

    const controller = new AbortController()
    const extractor = await openPostgresExtractor(server.connection, { workFolder: '', signal: controller.signal })
    const unlock = await locked('second')
    const describing = extractor.describe({ schema: 'public', identifier: 'second' })
    setTimeout(() => controller.abort(), 50)
    expect((await rejection(describing)).message).toBe('Reading "public"."second" was interrupted.')
    await extractor[Symbol.asyncDispose]()
    await unlock()
  })

  test('closing a stream ends the query that waits for it, without success', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const stream = await extraction.open('slow')
      const query = outcome(extraction, stream, 'select count(*) from rows')
      await pause(100)
      await stream.close()
      expect(await query).toBe('failed')
      expect(await stream.delivered).toEqual({ rows: 0, stoppedEarly: true })
    })
  })

  test('a query that stops reading ends the transfer', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const { rows, delivered } = await extraction.read('wide', 'select id from rows limit 5')
      expect(rows).toHaveLength(5)
      expect(delivered.stoppedEarly).toBe(true)
      const beside = await extraction.open('wide')
      const { rows: none } = await extraction.engine.execute(`select * from ${beside.readSql} where false`)
      await beside.close()
      expect(none).toEqual([])
      expect((await beside.delivered).stoppedEarly).toBe(true)
    })
  })

  test('closing the extractor ends what is still open', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const streams = await Promise.all([
        extraction.open('wide'),
        extraction.open('slow'),
        extraction.open('wide', { once: true }),
      ])
      await extraction.extractor[Symbol.asyncDispose]()
      for (const stream of streams) expect(await stream.delivered).toEqual({ rows: 0, stoppedEarly: true })
    })
  })

  test('a pipe that a query scans twice is an error, not half of the rows', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const stream = await extraction.open('wide')
      const twice = `select count(*) from ${stream.readSql} as one join ${stream.readSql} as two using (id)`
      await expect(extraction.engine.execute(twice)).rejects.toThrow('Cannot open file')
      await stream.close()
    })
  })

  test('where there are no named pipes, rows go through a file', async () => {
    const path = process.env['PATH']
    await withExtraction(server.connection, async (extraction) => {
      process.env['PATH'] = join('/', 'nowhere')
      try {
        const stream = await extraction.open('first')
        expect(stream.readSql).toMatch(/read_csv\('[^']+\.rows'/)
        const both = `select count(*)::integer from ${stream.readSql} as one join ${stream.readSql} as two using (id)`
        expect((await extraction.engine.execute(both)).rows).toEqual([[12]])
        await stream.close()
      } finally {
        process.env['PATH'] = path
      }
    })
  })

  test('a folder that is gone is told by its name', async () => {
    const missing = join('/', 'nowhere', 'at-all')
    const extractor = await openPostgresExtractor(server.connection, { workFolder: missing })
    const table = await extractor.describe({ schema: 'public', identifier: 'first' })
    for (const once of [true, false]) {
      const failure = await rejection(extractor.stream(table, ['id'], { once }))
      expect(failure.message).toContain(`The rows of "public"."first" cannot be kept in "${missing}": `)
    }
    await extractor[Symbol.asyncDispose]()
  })

  test('the rows of a million stay out of this process’s memory', async () => {
    await withExtraction(server.connection, async (extraction) => {
      const before = process.memoryUsage()
      let peak = 0
      const sample = setInterval(() => {
        const { heapUsed, external } = process.memoryUsage()
        peak = Math.max(peak, heapUsed + external - before.heapUsed - before.external)
      }, 10)
      const { rows, delivered } = await extraction.read(
        'wide',
        'select count(*)::integer, sum(id)::varchar, max(length(text)) from rows',
      )
      clearInterval(sample)
      expect(rows).toEqual([[million, '500000500000', 100]])
      expect(delivered.rows).toBe(million)
      // The table is 107 MB on the wire.
      expect(peak / 1_000_000).toBeLessThan(60)
    })
  })

  describe('without TLS', () => {
    let plain: PostgresServer

    beforeAll(async () => {
      plain = await startPostgres()
    })

    afterAll(async () => {
      await plain[Symbol.asyncDispose]()
    })

    test('a socket of this machine is read', async () => {
      expect(existsSync(join(plain.socketFolder, `.s.PGSQL.${plain.connection.port}`))).toBe(true)
      const extraction = await startExtraction({
        ...plain.connection,
        host: plain.socketFolder,
        sslmode: 'verify-full',
      })
      expect(extraction.extractor.warnings).toEqual([])
      await extraction[Symbol.asyncDispose]()
    })

    test('"prefer" goes without encryption on this machine', async () => {
      const extraction = await startExtraction({ ...plain.connection, sslmode: 'prefer' })
      await extraction[Symbol.asyncDispose]()
    })

    test('"require" does not', async () => {
      const failure = await rejection(startExtraction({ ...plain.connection, sslmode: 'require' }))
      expect(failure.message).toContain('offers no encryption.')
    })
  })
})

async function rejection(promise: Promise<unknown>): Promise<ExtractError> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(ExtractError)
  // Asserted above.
  return failure as ExtractError
}

async function failureOf(extraction: Extraction, table: string): Promise<ExtractError> {
  let stream: SourceStream
  try {
    stream = await extraction.open(table)
  } catch (error) {
    return rejection(Promise.reject(error))
  }
  expect(await outcome(extraction, stream, 'select count(*) from rows')).toBe('failed')
  return rejection(stream.delivered)
}

function outcome({ engine }: Extraction, { readSql }: SourceStream, query: string): Promise<'succeeded' | 'failed'> {
  return engine.execute(query.replaceAll(/\brows\b/g, () => readSql)).then(
    () => 'succeeded',
    () => 'failed',
  )
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('What the test waits for did not happen.')
    await pause(20)
  }
}
