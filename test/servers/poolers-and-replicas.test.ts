import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Server } from '../../src/extract/postgres/server.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import { startPgBouncer } from '../support/pgbouncer.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'

const count = 'select count(*)::integer from rows'

describe.skipIf(!hasPostgres())('behind a pooler, or on a replica,', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
    await server.execute(`
      create table first as select id from generate_series(1, 100) as t (id);
      create table second as select id, repeat('x', 100) as text from generate_series(1, 20000) as t (id);
    `)
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  async function withExtraction(connection: Server, use: (extraction: Extraction) => Promise<void>): Promise<void> {
    const extraction = await startExtraction(connection)
    try {
      await use(extraction)
    } finally {
      await extraction[Symbol.asyncDispose]()
    }
  }

  /** Both tables at once, three times, while others write to them. */
  async function expectOneMoment(extraction: Extraction): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      const both = await Promise.all([extraction.read('first', count), extraction.read('second', count)])
      expect(both.map(({ rows }) => rows)).toEqual([[[100]], [[20_000]]])
      await server.execute('insert into first values (0); insert into second values (0)')
    }
    await server.execute('delete from first where id = 0; delete from second where id = 0')
  }

  describe.skipIf(!hasPostgres('PgBouncer'))('with PgBouncer', () => {
    test('that lends connections for a transaction, tables are read at the same time, as of one moment', async () => {
      await using pooler = await startPgBouncer(server, 'transaction')
      await withExtraction({ ...server.connection, port: pooler.port }, async (extraction) => {
        expect(extraction.extractor.warnings).toEqual([])
        await expectOneMoment(extraction)
      })
      // A session that is lent to somebody else next has none of our settings.
      const after = await startExtraction({ ...server.connection, port: pooler.port })
      expect((await after.read('first', count)).rows).toEqual([[100]])
      await after[Symbol.asyncDispose]()
    })

    test('that lends them for a statement, there is no moment, and nothing is read', async () => {
      await using pooler = await startPgBouncer(server, 'statement')
      await expect(startExtraction({ ...server.connection, port: pooler.port })).rejects.toMatchObject({
        code: 'extract/failed',
        message: expect.stringContaining('refuses a transaction, so its tables cannot be read as of one moment'),
        hint: 'Connect to the server itself, or to a pooler in its session or transaction mode.',
      })
    })
  })

  test('a hot standby is read at the same time by several connections, as of one moment', async () => {
    await using standby = await startPostgres({ standbyOf: server, settings: ['hot_standby=on'] })
    expect(await standby.execute('select pg_is_in_recovery() as recovers')).toEqual([{ recovers: true }])
    await withExtraction(standby.connection, async (extraction) => {
      expect(extraction.extractor.warnings).toEqual([])
      await expectOneMoment(extraction)
    })
    await server.execute('insert into first values (0)')
    await untilCount(standby, 101)
    await withExtraction(standby.connection, async (extraction) => {
      expect((await extraction.read('first', count)).rows).toEqual([[101]])
    })
    await server.execute('delete from first where id = 0')
  })
})

/** Waits until a standby has what the other server was told. */
async function untilCount(standby: PostgresServer, rows: number): Promise<void> {
  const end = Date.now() + 30_000
  for (;;) {
    const [found] = await standby.execute('select count(*)::int as rows from first')
    if (found?.['rows'] === rows) return
    if (Date.now() > end) throw new Error('The standby does not follow.')
    await pause(20)
  }
}
