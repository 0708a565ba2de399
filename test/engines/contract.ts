import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sqlLiteral } from '../../src/dialects/literal.ts'
import { type Engine, QueryError } from '../../src/ports/engine.ts'

/** What every engine promises. `open` gets an empty folder that the engine may use. */
export function engineContract(name: string, open: (folder: string) => Promise<Engine>): void {
  describe(`engine contract: ${name}`, () => {
    let folder = ''
    let engine: Engine
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'engine-'))
      engine = await open(folder)
    })
    afterAll(async () => {
      await engine[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    })
    const failure = async (sql: string) => {
      const error: unknown = await engine.execute(sql).then(
        () => undefined,
        (caught: unknown) => caught,
      )
      if (!(error instanceof QueryError)) throw new Error(`expected a QueryError from ${sql}`)
      return error
    }

    test('values keep every digit', async () => {
      const { columns, rows } = await engine.execute(
        `select cast('1234567890123.10' as decimal(15, 2)) as money, 9007199254740993 as big, 42 as small,
         date '1998-08-02' as day, true as yes, cast(null as integer) as none, 'é' as text`,
      )
      expect(rows).toEqual([['1234567890123.10', '9007199254740993', 42, '1998-08-02', true, null, 'é']])
      expect(columns[0]).toEqual({ name: 'money', type: 'DECIMAL(15,2)' })
    })

    test('text and names with quotes survive', async () => {
      const text = `O'Brien "said"; -- no`
      const { columns, rows } = await engine.execute(`select ${sqlLiteral(text)} as ${engine.dialect.quote('a"b')}`)
      expect(rows).toEqual([[text]])
      expect(columns[0]?.name).toBe('a"b')
    })

    test('a query that fails tells its position in characters, not bytes', async () => {
      await engine.execute('create table known (order_key integer)')
      const error = await failure(`select 'é', ordr_key from known`)
      expect(error).toMatchObject({ kind: 'Binder', position: 12, candidates: ['order_key'] })
      expect(error.message).not.toContain('Candidate')
    })

    test('a syntax error has a position', async () => {
      expect(await failure('select * frm known')).toMatchObject({ kind: 'Parser' })
    })

    test('the parser counts statements and knows a SELECT without binding it', async () => {
      expect(await engine.parse('with a as (select 1) select * from nowhere, a; -- end')).toEqual([
        { type: 'SELECT', start: 0 },
      ])
      expect(await engine.parse(`select ';'; drop table known`)).toEqual([
        { type: 'SELECT', start: 0 },
        { type: 'DROP', start: 12 },
      ])
      expect(await engine.parse(`/* x */ copy (select 1) to 'x'`)).toEqual([{ type: 'COPY', start: 8 }])
      expect(await engine.parse('-- nothing; at all')).toEqual([])
      await expect(engine.parse('select 1 +')).rejects.toBeInstanceOf(QueryError)
    })

    test('the columns of a query are known without running it', async () => {
      expect(await engine.describe('select 1 as a, cast(1 as decimal(9, 2)) as b')).toEqual([
        { name: 'a', type: 'INTEGER' },
        { name: 'b', type: 'DECIMAL(9,2)' },
      ])
    })

    test('rows are lent in batches, in order, and a reader may stop before the end', async () => {
      const many = 'select range as n, cast(range as decimal(20, 1)) as exact from range(100000)'
      const seen = await engine.stream(many, async ({ columns, batches }) => {
        expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual(['n BIGINT', 'exact DECIMAL(20,1)'])
        const rows = []
        for await (const batch of batches) {
          rows.push(...batch)
          if (rows.length > 5000) break
        }
        return rows
      })
      expect(seen[0]).toEqual([0, '0.0'])
      expect(seen[5000]).toEqual([5000, '5000.0'])
      expect((await engine.execute('select 1')).rows).toEqual([[1]])
    })

    test('a stream fails where its query does, at the start or in the middle', async () => {
      const count = (sql: string) =>
        engine.stream(sql, async ({ batches }) => {
          let rows = 0
          for await (const batch of batches) rows += batch.length
          return rows
        })
      await expect(count('select nothing from nowhere')).rejects.toMatchObject({ kind: 'Catalog', position: 20 })
      expect(await count('from range(300000)')).toBe(300_000)
      await expect(
        count(`select case when range = 900000 then error('too far') end from range(1000000)`),
      ).rejects.toMatchObject({ message: 'too far' })
      expect(await count('select 1 where false')).toBe(0)
    })

    test('statements run at the same time', async () => {
      const results = await Promise.all(
        Array.from({ length: 6 }, (_, index) => engine.execute(`select ${index} as i, count(*) from range(100000)`)),
      )
      expect(results.map(({ rows }) => rows[0]?.[0])).toEqual([0, 1, 2, 3, 4, 5])
    })

    test('an aborted query stops, however early it is aborted', async () => {
      for (let attempt = 0; attempt < 8; attempt += 1) {
        const abort = new AbortController()
        const endless = engine.execute(
          'select count(*) from range(100000000) a, range(100000) b where a.range % 7 = b.range',
          {
            signal: abort.signal,
          },
        )
        if (attempt % 2 === 0) await Promise.resolve()
        abort.abort()
        await expect(endless).rejects.toThrow()
      }
    })

    test('a long query tells how much of it is done, and nothing once it has ended', async () => {
      const abort = new AbortController()
      let share = (): number | undefined => undefined
      await engine.execute('create table scanned as select range as n from range(200000)')
      const running = engine.execute(
        'select count(*) from scanned a where (select count(*) from range(20000000) b where hash(a.n, b.range) = 1) > 0',
        { signal: abort.signal, watch: (tell) => (share = tell) },
      )
      const query = running.then(
        () => 'ended',
        () => 'stopped',
      )
      while (share() === undefined) await new Promise((resolve) => setTimeout(resolve, 10))
      expect(share()).toBeGreaterThan(0)
      expect(share()).toBeLessThan(1)
      abort.abort()
      expect(await query).toBe('stopped')
      expect(share()).toBeUndefined()
    })

    test('an aborted query stops', async () => {
      const abort = new AbortController()
      const running = engine.execute(
        'select count(*) from range(100000000) a, range(100000) b where a.range % 7 = b.range',
        {
          signal: abort.signal,
        },
      )
      setImmediate(() => abort.abort())
      await expect(running).rejects.toThrow()
    })
  })
}
