import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ExtractError } from '../../src/ports/extractor.ts'
import { Secret } from '../../src/util/secret.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { openRig, text } from '../support/rig.ts'

const count = 'select count(*)::integer from rows'

describe.skipIf(!hasPostgres())('tables of a PostgreSQL server', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  async function withExtraction(use: (extraction: Extraction) => Promise<void>): Promise<void> {
    const extraction = await startExtraction(server.connection)
    try {
      await use(extraction)
    } finally {
      await extraction[Symbol.asyncDispose]()
    }
  }

  const three = (name: string) =>
    `create table ${name} as select id, id * 2 as total from generate_series(1, 3) as t (id)`

  test.each([
    {
      table: 'retyped',
      change: 'alter table retyped alter total type bigint',
      told: 'the column "total" was "integer" and is "bigint"',
    },
    {
      table: 'renamed',
      change: 'alter table renamed rename total to "Sum"',
      told: 'the column "total" is gone, the column "Sum" ("integer") is new',
    },
    {
      table: 'shortened',
      change: 'alter table shortened drop total, add tax numeric(4,2)',
      told: 'the column "total" is gone, the column "tax" ("numeric(4,2)") is new',
    },
    { table: 'dropped', change: 'drop table dropped', told: 'it is gone' },
    {
      table: 'truncated',
      change: 'truncate truncated; insert into truncated values (9, 9)',
      told: '"truncated" was emptied, rewritten or replaced',
    },
    {
      table: 'swapped',
      change: `${three('swapping')}; drop table swapped; alter table swapping rename to swapped`,
      told: '"swapped" was emptied, rewritten or replaced',
    },
    {
      table: 'seen',
      before: 'create view seen as select * from below',
      base: 'below',
      change: 'truncate below',
      told: '"below" was emptied, rewritten or replaced',
    },
    {
      table: 'parted',
      before:
        'create table parted (id int, total int) partition by range (id); alter table parted attach partition part for values from (0) to (9)',
      base: 'part',
      change: 'truncate parted',
      told: '"part" was emptied, rewritten or replaced',
    },
    {
      table: 'detached',
      before:
        'create table detached (id int, total int) partition by range (id); alter table detached attach partition old for values from (0) to (9)',
      base: 'old',
      change: 'alter table detached detach partition old',
      told: 'the partition "old" was attached or detached',
    },
    {
      table: 'attached',
      before: 'create table attached (id int, total int) partition by range (id)',
      base: 'young',
      change: 'alter table attached attach partition young for values from (0) to (9)',
      told: 'the partition "young" was attached or detached',
    },
  ])(
    '$table after the moment, it is refused and never read as empty',
    async ({ table, before = '', base = table, change, told }) => {
      await server.execute(`${three(base)}; ${before}`)
      await withExtraction(async ({ extractor }) => {
        await server.execute(change)
        const failure = await extractor.describe({ schema: 'public', identifier: table }).then(
          () => undefined,
          (error: unknown) => error,
        )
        expect(failure).toBeInstanceOf(ExtractError)
        expect(failure).toMatchObject({
          code: 'extract/table-changed',
          message: `"public"."${table}" was changed after the moment at which tables are read: ${told}.`,
        })
      })
      if (table === 'dropped') return
      await withExtraction(async (extraction) => {
        const rows = await server.execute(`select count(*)::integer as count from ${table}`)
        expect((await extraction.read(table, count)).rows).toEqual([[rows[0]?.['count']]])
      })
    },
  )

  test('what only adds rows, indexes, empty partitions or other tables is no change', async () => {
    await server.execute(`
      ${three('quiet')};
      create table daily (id int) partition by list (id);
      create table daily_1 partition of daily for values in (1);
      insert into daily values (1);
    `)
    await withExtraction(async (extraction) => {
      await server.execute(
        'insert into quiet values (4, 8); create index on quiet (id); analyze quiet; create table unrelated (id int); create table daily_2 partition of daily for values in (2); insert into daily values (2)',
      )
      expect((await extraction.read('daily', count)).rows).toEqual([[1]])
      expect((await extraction.read('quiet', count)).rows).toEqual([[3]])
    })
  })

  test('a table with row-level security gives what its policies show to the role', async () => {
    await server.execute(`
      ${three('guarded')};
      alter table guarded enable row level security;
      create policy own_rows on guarded using (id <= 2);
      create role watcher login password 'watching';
      grant select on guarded to watcher;
    `)
    const watcher = { ...server.connection, user: 'watcher', password: new Secret('watching') }
    const extraction = await startExtraction(watcher)
    expect((await extraction.read('guarded', count)).rows).toEqual([[2]])
    await extraction[Symbol.asyncDispose]()
  })

  test('a role that may read some columns reads these', async () => {
    await server.execute(`
      create table partly (id int, secret text, total numeric(6,2));
      insert into partly values (1, 'x', 1.5);
      create role partial login password 'partial';
      grant select (id, total) on partly to partial;
    `)
    const partial = { ...server.connection, user: 'partial', password: new Secret('partial') }
    const extraction = await startExtraction(partial)
    const { rows } = await extraction.read('partly', 'select * from rows', { columns: ['id', 'total'] })
    expect(rows).toEqual([[1, '1.50']])
    const refused = extraction.open('partly', { columns: ['secret'] })
    await expect(refused).rejects.toThrow('permission denied for table partly')
    await extraction[Symbol.asyncDispose]()
  })

  test('a foreign table is read like a table', async () => {
    const { port, password } = server.connection
    await server.execute(`
      ${three('far_away')};
      create extension postgres_fdw;
      create server far foreign data wrapper postgres_fdw options (host '127.0.0.1', port '${port}', dbname 'postgres');
      create user mapping for tester server far options (user 'tester', password '${password?.reveal()}');
      create foreign table near_by (id int, total int) server far options (table_name 'far_away');
    `)
    await withExtraction(async (extraction) => {
      expect((await extraction.read('near_by', 'select sum(total)::integer from rows')).rows).toEqual([[12]])
    })
  })

  test.each([
    { extension: 'hstore', value: `'a=>"b c", d=>NULL'`, text: '"a"=>"b c", "d"=>NULL' },
    { extension: 'ltree', value: "'top.below'", text: 'top.below' },
    { extension: 'citext', value: "'As Written'", text: 'As Written' },
    { extension: 'cube', value: "'(1,2),(3,4)'", text: '(1, 2),(3, 4)' },
  ])('a column of the extension $extension is its text', async ({ extension, value, text: kept }) => {
    await server.execute(
      `create extension ${extension}; create table of_${extension} as select ${value}::${extension} as value`,
    )
    await withExtraction(async (extraction) => {
      expect((await extraction.read(`of_${extension}`, 'select typeof(value), value from rows')).rows).toEqual([
        ['VARCHAR', kept],
      ])
    })
  })

  test('a value without a place in its type is told with its row, and nothing else of that row is', async () => {
    await server.execute(`
      create table measured as select id, 'private ' || id as note,
        (case when id = 777 then 'NaN' else id::numeric end)::numeric(8,2) as total
      from generate_series(1, 2000) as t (id)
    `)
    const { host, port, password } = server.connection
    const { rig, remove } = openRig()
    const connection = {
      type: 'postgres',
      host,
      port,
      user: 'tester',
      dbname: 'postgres',
      password: password?.reveal(),
    }
    const output = { type: 'duckdb', lake: { type: 'local', path: 'lake' }, connections: { shop: connection } }
    rig.write({
      'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } }),
      'models/bronze/sources.yml': text`
        sources:
          - name: shop
            schema: public
            tables:
              - name: measured
      `,
      'models/bronze/bronze_measured.sql': "select note, total from {{ source('shop', 'measured') }}\n",
    })
    const { exitCode, stdout, stderr } = await rig.run('build')
    expect(exitCode).toBe(1)
    expect(stdout).toContain(text`
      extract/value-refused  A source holds a value that cannot be kept.
        models/bronze/sources.yml:5:15
        5 |       - name: measured
                          ^^^^^^^^
        A value of the column "total" of "shop.measured" cannot be read: row 777 has "NaN", and it is DECIMAL(8,2).
    `)
    expect(stdout + stderr).not.toContain('private')
    remove()
  })

  test('sources tell their age, whatever tells it', async () => {
    await server.execute(`
      create table visits as select now() - interval '3 hours' as at, (now() - interval '3 hours')::timestamp as plain,
        (now() - interval '3 hours')::text as words, current_date + 2 as planned;
      create view visits_seen as select at from visits;
      create table nobody (at timestamptz);
      create table hidden (at timestamptz);
      create role clock login password 'ticking';
      grant select on visits, visits_seen, nobody to clock;
      alter role clock set timezone = 'Asia/Tokyo';
    `)
    const { host, port } = server.connection
    const { rig, remove } = openRig()
    const connection = { type: 'postgres', host, port, user: 'clock', dbname: 'postgres', password: 'ticking' }
    const output = { type: 'duckdb', lake: { type: 'local', path: 'lake' }, connections: { shop: connection } }
    const table = (name: string, identifier: string, config: object) => ({ name, identifier, config })
    const hour = (count: number) => ({ count, period: 'hour' })
    const tables = [
      table('stale', 'visits', { loaded_at_field: 'at', freshness: { warn_after: hour(1), error_after: hour(2) } }),
      table('aging', 'visits', { loaded_at_field: 'plain', freshness: { warn_after: hour(2), error_after: hour(4) } }),
      table('cast', 'visits', { loaded_at_field: 'words::timestamptz', freshness: { error_after: hour(4) } }),
      table('planned', 'visits', { loaded_at_field: 'planned', freshness: { error_after: hour(1) } }),
      table('seen', 'visits_seen', {
        loaded_at_field: 'at',
        freshness: { error_after: hour(4), filter: 'at < now()' },
      }),
      table('asked', 'visits', {
        loaded_at_query: "select max(at) + interval '2 hours' from {{ this }}",
        freshness: { error_after: hour(2) },
      }),
      table('text', 'visits', { loaded_at_field: 'words', freshness: { error_after: hour(4) } }),
      table('empty', 'nobody', { loaded_at_field: 'at', freshness: { error_after: hour(4) } }),
      table('closed', 'hidden', { loaded_at_field: 'at', freshness: { error_after: hour(4) } }),
    ]
    rig.write({
      'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } }),
      'models/sources.yml': JSON.stringify({ sources: [{ name: 'shop', schema: 'public', tables }] }),
    })
    const { exitCode, stdout } = await rig.run('source freshness')
    expect(exitCode).toBe(1)
    const { results } = JSON.parse(rig.read('target/sources.json'))
    const states = Object.fromEntries(
      results.map(
        ({ unique_id, status, age, max_loaded_at_time_ago_in_s: seconds }: Readonly<Record<string, string>>) => [
          unique_id?.split('.').at(-1),
          [status, Math.round(Number(age ?? seconds) / 3600)],
        ],
      ),
    )
    expect(states).toMatchObject({
      stale: ['error', 3],
      aging: ['warn', 3],
      cast: ['pass', 3],
      seen: ['pass', 3],
      asked: ['pass', 1],
    })
    expect(states['planned'][0]).toBe('pass')
    expect(states['planned'][1]).toBeLessThan(-20)
    for (const name of ['text', 'empty', 'closed']) expect(states[name]?.[0]).toMatch(/error/)
    expect(stdout).toContain('What tells the newest row of "public"."visits" is text, and no moment.')
    expect(stdout).toContain('permission denied for table hidden.')
    expect(stdout).toContain('Grant SELECT on it to the user of the profile.')
    remove()
  })
})
