import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findTpchExtension } from '../../scripts/test-servers.mjs'
import { installTpch } from '../support/extension-place.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { openRig, type Rig, text } from '../support/rig.ts'

describe.skipIf(!hasPostgres())('tpch load', () => {
  let server: PostgresServer
  let rig: Rig
  let remove = () => {}
  let home = ''

  beforeAll(async () => {
    server = await startPostgres()
    const { host, port, user, dbname } = server.connection
    ;({ rig, remove } = openRig())
    rig.write({
      'profiles.yml': text`
        shop:
          target: server
          outputs:
            server:
              type: duckdb
              connections:
                tpch: {type: postgres, host: "${host}", port: ${String(port)}, user: ${user}, dbname: ${dbname}, password: "{{ env_var('PASSWORD') }}", sslmode: disable}
            small:
              type: duckdb
              connections:
                tpch: {type: postgres, embedded: true}
      `,
    })
  })

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'tpchmodel-home-'))
    await server.execute('drop schema public cascade')
    await server.execute('create schema public')
  })

  afterAll(async () => {
    remove()
    await server[Symbol.asyncDispose]()
  })

  /** With a home of its own, where DuckDB looks for extensions. */
  async function load(options = '') {
    const password = server.connection.password?.reveal() ?? ''
    try {
      return await rig.run(`tpch load ${options}`, { env: { HOME: home, USERPROFILE: home, PASSWORD: password } })
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  }

  async function lineItems(schema = 'public'): Promise<unknown> {
    return server.execute(`select count(*)::int, sum(l_quantity)::text as quantity from "${schema}".lineitem`)
  }

  test('fills a server with the sample, table by table', async () => {
    const { exitCode, stdout, stderr } = await load()
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: text`
        region    5 rows
        nation    25 rows
        supplier  100 rows
        customer  1,500 rows
        part      2,000 rows
        partsupp  8,000 rows
        orders    15,000 rows
        lineitem  60,175 rows
      `,
    })
    const { host, port, user, dbname } = server.connection
    expect(stdout).toBe(
      `Loaded TPC-H at scale 0.01 into postgresql://${user}@${host}:${port}/${dbname}, schema "public": 86,805 rows.\n`,
    )
    expect(await lineItems()).toEqual([{ count: 60_175, quantity: '1536127.00' }])
  })

  test('leaves tables alone that are there, unless they may be replaced', async () => {
    await server.execute("create table orders (note text); insert into orders values ('mine')")
    const refused = await load()
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('The schema "public" has a table of TPC-H already: "orders". Nothing was changed.')
    expect(await server.execute('select note from orders')).toEqual([{ note: 'mine' }])
    expect(await server.execute("select to_regclass('public.region') as region")).toEqual([{ region: null }])
  })

  test('replaces tables in one step, and makes a schema that is not there', async () => {
    await server.execute("create table orders (note text); insert into orders values ('mine')")
    expect((await load('--replace --quiet')).exitCode).toBe(0)
    expect(await server.execute('select count(*)::int from orders')).toEqual([{ count: 15_000 }])
    expect((await load('--schema raw --quiet')).exitCode).toBe(0)
    expect(await lineItems('raw')).toEqual([{ count: 60_175, quantity: '1536127.00' }])
  })

  test('says what a server refuses, and changes nothing', async () => {
    await server.execute('create table lines (id int); create view mine as select * from lines')
    await server.execute('create table region (id int); create view regions as select * from region')
    const { exitCode, stderr } = await load('--replace')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('cannot drop table region because other objects depend on it. Nothing was changed.')
    expect(await server.execute('select count(*)::int from regions')).toEqual([{ count: 0 }])
  })

  test('loads the sample with a word where a scale cannot be made', async () => {
    const { exitCode, stderr } = await load('--scale 0.02')
    expect(exitCode).toBe(0)
    expect(stderr).toContain('sample/smaller-scale')
    expect(await lineItems()).toEqual([{ count: 60_175, quantity: '1536127.00' }])
    const strict = await load('--scale 0.02 --schema other --warn-error')
    expect(strict.exitCode).toBe(2)
    expect(await server.execute("select to_regclass('other.region') as region")).toEqual([{ region: null }])
  })

  test.skipIf(findTpchExtension() === undefined)("makes any scale with DuckDB's extension", async () => {
    await installTpch(home, findTpchExtension() ?? '')
    const { exitCode, stdout } = await load('--scale 0.02')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('Loaded TPC-H at scale 0.02 into')
    expect(await server.execute('select count(*)::int from orders')).toEqual([{ count: 30_000 }])
    expect(await server.execute('select count(*)::int from partsupp')).toEqual([{ count: 16_000 }])
  })

  test('says where it cannot load', async () => {
    const embedded = await load('--target small')
    expect(embedded.exitCode).toBe(2)
    expect(embedded.stderr).toContain('The connection "tpch" of the target "small" is the embedded PostgreSQL')
    const unknown = await load('--connection tpc')
    expect(unknown.stderr).toContain('Did you mean "tpch"?')
    const scale = await load('--scale big')
    expect(scale.stderr).toContain('"--scale" is "big"; a number above 0 is expected.')
  })
})
