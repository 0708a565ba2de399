import { afterAll, beforeAll, describe, expect } from 'vitest'
import { steadyText } from '../support/expect-text.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { test, text } from '../support/rig.ts'

describe.skipIf(!hasPostgres())('a server of PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
    await server.execute(
      'create schema shop; create table shop.orders as select 1 as order_id, 2.5::numeric(9,2) as amount',
    )
  })
  afterAll(() => server[Symbol.asyncDispose]())

  function files(): Readonly<Record<string, string>> {
    return {
      'profiles.yml': text`
        shop:
          target: dev
          outputs:
            dev:
              type: duckdb
              threads: 1
              lake: {type: local, path: lake}
              connections:
                shop:
                  type: postgres
                  host: 127.0.0.1
                  port: ${server.connection.port}
                  user: "{{ env_var('SHOP_USER', 'tester') }}"
                  password: "{{ env_var('SHOP_PASSWORD') }}"
                  dbname: "{{ env_var('SHOP_DB', 'postgres') }}"
      `,
      'models/bronze/sources.yml': text`
        sources:
          - name: shop
            tables: [{name: "{{ var('table', 'orders') }}"}]
      `,
      'models/bronze/orders.sql': "select * from {{ source('shop', var('table', 'orders')) }}\n",
    }
  }
  const shown = (stdout: string, folder: string) =>
    steadyText(stdout, folder).replaceAll(String(server.connection.port), '<port>')

  test('its tables are built with the right password, and an unchanged table publishes nothing', async ({ rig }) => {
    rig.write(files())
    const env = { SHOP_PASSWORD: server.connection.password?.reveal() ?? '' }
    const { exitCode, stdout, stderr } = await rig.run('build', { env })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(shown(stdout, rig.folder)).toBe(text`
      tpchmodel <version> · shop · target dev (PostgreSQL 127.0.0.1:<port>/postgres → lake/) · duckdb 1.5.5 · 1 thread
      Parsed 1 model, 1 source in …
      [1/1] OK     bronze.orders        parquet   rows=1 bytes=… time=…
      PUBLISHED environment=dev epoch=1 models=1
      SUMMARY ok=1 reuse=0 fail=0 skip=0 tests=0/0 rows=1 time=… exit=0
      Done. PASS=1 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=1
    `)
    expect(await rig.sql('select * from bronze.orders')).toEqual([{ order_id: 1, amount: '2.50' }])
    const again = await rig.run('build', { env })
    expect(again.stdout).toContain('Nothing was published: nothing has changed.')
  })

  test('tests of its tables read them, and a failing one holds back what is built from them', async ({ rig }) => {
    rig.write(files())
    rig.write({
      'models/bronze/sources.yml': text`
        sources:
          - name: shop
            tables:
              - name: orders
                columns:
                  - {name: order_id, data_tests: [not_null, {accepted_values: {values: [2], name: only_two}}]}
      `,
    })
    const env = { SHOP_PASSWORD: server.connection.password?.reveal() ?? '' }
    const { exitCode, stdout, stderr } = await rig.run('build', { env })
    expect([exitCode, stderr]).toEqual([1, ''])
    expect(shown(stdout, rig.folder)).toContain(text`
      ✗ accepted_values(order_id) on shop.orders                    models/bronze/sources.yml:6
        1 row · severity error · fails at >0

          value_field  n_records
                    1          1
    `)
    expect(stdout).toContain('Nothing was published: 1 test failed; readers see what they saw before.')
    expect(stdout).toContain('Done. PASS=2 WARN=0 ERROR=1 SKIP=0')
    const show = await rig.run('show --select only_two', { env })
    expect([show.exitCode, show.stderr]).toEqual([2, expect.stringContaining('tpchmodel test --select only_two')])
  })

  test.for([
    {
      title: 'a wrong password',
      env: { SHOP_PASSWORD: 'hunter-2-is-secret' },
      flags: '',
      told: text`
        extract/connect-failed  The source database cannot be reached.
          models/bronze/sources.yml:3:21
          3 |     tables: [{name: "{{ var('table', 'orders') }}"}]
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          PostgreSQL at postgresql://tester@127.0.0.1:<port>/postgres refused: password authentication failed for user "tester".
          Check the password of "tester" in the profile.
      `,
    },
    {
      title: 'a database that is not there',
      env: { SHOP_DB: 'shp' },
      flags: '',
      told: text`
        extract/connect-failed  The source database cannot be reached.
          models/bronze/sources.yml:3:21
          3 |     tables: [{name: "{{ var('table', 'orders') }}"}]
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          PostgreSQL at postgresql://tester@127.0.0.1:<port>/shp refused: database "shp" does not exist.
          Check "dbname": there is no database "shp".
      `,
    },
    {
      title: 'a table that is not there',
      env: {},
      flags: `--vars '{table: order}'`,
      told: text`
        extract/missing-table  A source table does not exist.
          models/bronze/sources.yml:3:21
          3 |     tables: [{name: "{{ var('table', 'orders') }}"}]
                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          No table or view "shop"."order" is visible to "tester" in postgresql://tester@127.0.0.1:<port>/postgres.
          Did you mean "orders"?
      `,
    },
  ])('$title is told with its place and without the password', async ({ env, flags, told }, { rig }) => {
    rig.write(files())
    const password = server.connection.password?.reveal() ?? ''
    const { exitCode, stdout, stderr } = await rig.run(`build ${flags}`, { env: { SHOP_PASSWORD: password, ...env } })
    expect([exitCode, stderr]).toEqual([1, ''])
    expect(shown(stdout, rig.folder)).toContain(told)
    expect(stdout).not.toContain(password)
    expect(stdout).not.toContain('hunter-2-is-secret')
    expect((await rig.shell('find lake -type f ! -name lock.json')).stdout).toBe('')
  })
})
