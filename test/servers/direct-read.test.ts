import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgresExtension, testServers } from '../../scripts/test-servers.mjs'
import type { DirectTable } from '../../src/ports/extractor.ts'
import { readDirectly } from '../../src/run/direct-read.ts'
import { createSql, randomTables } from '../extract/random-contract.ts'
import { randomFrom, randomTypes } from '../extract/random-types.ts'
import { newerTypeCases, typeCases, typeDefinitions } from '../extract/type-cases.ts'
import { type Extraction, startExtraction } from '../support/extraction.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { openRig, type Rig, text } from '../support/rig.ts'

const cases = [...typeCases, ...newerTypeCases].map((entry, index) => ({ ...entry, table: `types_${index}` }))
const never = new AbortController().signal

/** Those that the extension is trusted with. */
const direct = [
  ...['boolean', 'smallint', 'integer', 'bigint', 'real', 'double precision', 'date', 'time', 'timestamp'],
  ...['timestamp with time zone', 'uuid', 'text', 'varchar(10)', 'char(5)', 'json', 'jsonb', 'bytea'],
  ...['numeric(15,2)', 'numeric(38,10)', 'numeric(38)'],
]

function hasExtension(): boolean {
  const entry = testServers.find(({ find }) => find === findPostgresExtension)
  if (findPostgresExtension() === undefined) entry?.install()
  const isThere = findPostgresExtension() !== undefined
  if (!isThere && process.env['CI'] === 'true') throw new Error("CI needs DuckDB's extension postgres_scanner.")
  return isThere
}

describe.skipIf(!hasPostgres() || !hasExtension())("a table that DuckDB's extension reads", () => {
  const extensions = resolve(findPostgresExtension() ?? '')
  let server: PostgresServer
  let extraction: Extraction

  beforeAll(async () => {
    server = await startPostgres()
    const tables = cases.map(({ type, values, table }) => {
      const rows = [...values.map(([sql], id) => `(${id}, (${sql})::${type})`), `(${values.length}, null::${type})`]
      return `create table ${table} (id integer, value ${type}); insert into ${table} values ${rows.join(', ')};`
    })
    await server.execute(`${typeDefinitions} ${tables.join('\n')}
      create table moment as select id, repeat('x', id % 90) as text from generate_series(1, 50000) as t (id);
      create view a_view as select * from moment;
      create table not_a_number as select 'NaN'::numeric(5,2) as value;
      create table far_away as select timestamptz '294276-12-31 23:59:59+00' as value;
      create table too_late as select timestamp '294247-01-10 04:00:54.775807' as value;
      create table wide as select id, repeat('x', 100) as text from generate_series(1, 400000) as t (id);
    `)
    extraction = await startExtraction(server.connection, { extensions })
  })

  afterAll(async () => {
    await extraction[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  async function directTable(table: string) {
    const described = await extraction.extractor.describe({ schema: 'public', identifier: table })
    return extraction.extractor.direct(
      described,
      described.columns.map(({ name }) => name),
    )
  }

  async function readable(table: string): Promise<DirectTable> {
    const found = await directTable(table)
    if ('because' in found) throw new Error(`"${table}" is not read by the extension: ${found.because}`)
    return found
  }

  /** Why a query that counts the rows does not give all of them; undefined where it does. */
  const failing = (table: DirectTable) =>
    readDirectly(
      table,
      { create: 'select 1', drop: 'select 1' },
      {
        signal: never,
        async use({ engine, first = '', signal }) {
          const sql = `explain (analyze, format json) select max(hash(columns(*))) from ${table.readSql}`
          return String((await engine.execute(sql, { first, signal })).rows[0]?.[1])
        },
      },
    )

  test.each(cases)('$type comes as a stream gives it, or is left to a stream', async ({ table, type }) => {
    const found = await directTable(table)
    expect('because' in found ? 'stream' : 'extension').toBe(direct.includes(type) ? 'extension' : 'stream')
    if ('because' in found) {
      expect(found.because).toMatch(/^it (changes|takes) "/)
      return
    }
    const shown = 'select id, typeof(value), value::varchar, hex(encode(value::varchar)) from ROWS order by id'
    const { rows } = await found.engine.execute(shown.replace('ROWS', found.readSql), { first: found.first })
    const { rows: streamed } = await extraction.read(table, shown.replace('ROWS', 'rows'))
    expect(rows).toEqual(streamed)
    expect(await found.count(never)).toBe(rows.length)
  })

  test('random tables of its types come as streams give them, to the byte', async () => {
    const types = randomTypes.filter(({ type, declared }) => declared === undefined && direct.includes(type))
    const tables = randomTables(types, randomFrom(randomNumbers(3)))
    expect(types.length).toBeGreaterThan(12)
    await server.execute(tables.map(createSql).join(';\n'))
    const reading = await startExtraction(server.connection, { extensions })
    try {
      for (const { name, columns } of tables) {
        const { extractor } = reading
        const described = await extractor.describe({ schema: 'public', identifier: name })
        const found = await extractor.direct(
          described,
          described.columns.map((column) => column.name),
        )
        if ('because' in found) throw new Error(`${name} is left to a stream: ${found.because}`)
        const shown = columns.map((_, index) => `hex(encode(c${index}::varchar))`)
        const query = `select ${['id', ...shown].join(', ')} from ROWS order by id`
        const { rows } = await found.engine.execute(
          query.replace('ROWS', () => found.readSql),
          { first: found.first },
        )
        const streamed = await reading.read(name, query.replace('ROWS', 'rows'))
        const shape = columns.map(({ type }) => type)
        expect({ name, shape, rows }).toEqual({ name, shape, rows: streamed.rows })
      }
    } finally {
      await reading[Symbol.asyncDispose]()
    }
  })

  test.each(['not_a_number', 'far_away', 'too_late'])(
    'a value that the extension would change without a word is found: %s',
    async (table) => {
      const found = await readable(table)
      expect(await found.count(never)).toBeUndefined()
      expect(await failing(found)).toBe('values are in it that it would change')
    },
  )

  test('is read as of the moment of all tables, and counted at that moment', async () => {
    const found = await readable('moment')
    await server.execute('insert into moment values (0, null)')
    expect(await failing(found)).toBeUndefined()
    expect(await found.count(never)).toBe(50_000)
    expect((await extraction.read('moment', 'select count(*)::integer from rows')).rows).toEqual([[50_000]])
  })

  test('is no view: its query may take long without a byte', async () => {
    expect(await directTable('a_view')).toEqual({ because: 'it is no table' })
  })

  test('may lose its connection in the middle: then nothing of it counts, and the next attempt works', async () => {
    const found = await readable('wide')
    const attempt = async () => {
      let isRunning = true
      const said = failing(found).finally(() => {
        isRunning = false
      })
      while (isRunning) {
        await server.execute(`select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'tpchmodel ________' and query like 'COPY%' and state = 'active'`)
      }
      return said
    }
    let said: string | undefined
    for (let tries = 0; said === undefined && tries < 10; tries += 1) said = await attempt()
    expect(said).toMatch(/terminat|connection/i)
    expect(await failing(found)).toBeUndefined()
  })

  test('is read with a password that no query can see', async () => {
    const { engine } = await readable('moment')
    const { rows } = await engine.execute(
      'select secret_string from duckdb_secrets() union all select path from duckdb_databases()',
    )
    expect(JSON.stringify(rows)).toContain('redacted')
    expect(JSON.stringify(rows)).not.toContain(server.connection.password?.reveal())
    await expect(engine.execute('set threads = 2')).rejects.toThrow(/locked/)
    await expect(engine.execute("select * from read_text('/etc/passwd')")).rejects.toThrow(/disabled/)
  })

  describe('in a build', () => {
    let rig: Rig
    let remove: () => void

    beforeAll(() => {
      ;({ rig, remove } = openRig())
      rig.write({
        'project.yml': 'name: shop\nmodels: {shop: {+materialized: parquet}}\n',
        'models/sources.yml':
          'sources:\n  - {name: server, schema: public, tables: [{name: moment}, {name: a_view}, {name: not_a_number}]}\n',
        'models/moment.sql': "select id, upper(text) as text from {{ source('server', 'moment') }} where id > 10\n",
      })
    })

    afterAll(() => remove())

    const target = (more: object, extensionDirectory = extensions) => {
      const { host, port, user, password, dbname } = server.connection
      const login = { type: 'postgres', host, port, user, password: password?.reveal(), dbname, sslmode: 'disable' }
      const dev = {
        type: 'duckdb',
        lake: { type: 'local', path: 'lake' },
        settings: { extension_directory: extensionDirectory },
        connections: { server: { ...login, ...more } },
      }
      rig.write({ 'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev } } }) })
    }

    test('it gives the rows that a stream gives, and the log says which way was taken', async () => {
      const sum = 'select count(*)::integer as rows, bit_xor(hash(id, text))::varchar as content from moment'
      target({})
      expect((await rig.run('build --log-level debug')).stdout).toContain(
        '"server.moment" is read by postgres_scanner.',
      )
      const found = await rig.sql(sum)
      target({ extraction: 'portable' })
      expect((await rig.run('build --log-level debug')).stdout).toContain(
        '"server.moment" is read as a stream: the profile says "extraction: portable"',
      )
      expect(await rig.sql(sum)).toEqual(found)
      expect(found[0]?.['rows']).toBe(49_990)
    })

    test('a model cannot name what it is attached as, nor the functions of the extension', async () => {
      target({})
      rig.write({
        'models/curious.sql': "select a.* from {{ source('server', 'moment') }} a, source_server.public.moment b\n",
        'models/inquisitive.sql':
          "select a.*, q.* from {{ source('server', 'moment') }} a, postgres_query('source_server', 'select 1') q\n",
      })
      const { stdout } = await rig.run('build --select curious inquisitive')
      expect(stdout).toContain('Catalog "source_server" does not exist!')
      expect(stdout).toContain('Loading external extensions is disabled through configuration')
      expect(stdout).toContain('ERROR=2')
    })

    test('values that it would change are told by the stream that reads the table instead', async () => {
      target({ extraction: 'native' })
      rig.write({ 'models/spoilt.sql': "select * from {{ source('server', 'not_a_number') }}\n" })
      const { stdout } = await rig.run('build --select spoilt')
      expect(stdout).toContain('cannot be read: row 1 has "NaN", and it is DECIMAL(5,2).')
    })

    test('its lack is an error where the profile insists on it, and none where it does not', async () => {
      target({ extraction: 'native' }, rig.folder)
      const insisting = await rig.run('build --select moment')
      expect(insisting.stdout).toContain(
        text`
        "extraction: native" needs DuckDB's extension "postgres_scanner"
      `.trim(),
      )
      expect(insisting.stdout).toContain('engine/extension-unavailable')
      expect(insisting.exitCode).toBe(1)
      target({}, rig.folder)
      expect((await rig.run('build --select moment')).exitCode).toBe(0)
    })
  })
})
