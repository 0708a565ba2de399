import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connector } from '../../src/extract/postgres/connector.ts'
import { loadSample } from '../../src/sample/load-sample.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { openRig, type Rig, text } from '../support/rig.ts'

const project = ['project.yml', 'models', 'macros', 'seeds', 'data-tests']

describe.skipIf(!hasPostgres())('the TPC-H pipeline on a PostgreSQL server', () => {
  let server: PostgresServer
  let rig: Rig
  let remove = () => {}
  let env: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    server = await startPostgres()
    const { first } = await connector(server.connection, 10_000)
    await loadSample(first)
    await first.end()
    ;({ rig, remove } = openRig())
    for (const name of project) cpSync(name, join(rig.folder, name), { recursive: true })
    rig.write({
      'profiles.yml': text`
        tpch:
          target: server
          outputs:
            server:
              type: duckdb
              lake: {type: local, path: lake}
              connections:
                tpch:
                  type: postgres
                  host: "{{ env_var('POSTGRES_HOST') }}"
                  port: "{{ env_var('POSTGRES_PORT') }}"
                  user: "{{ env_var('POSTGRES_USER') }}"
                  password: "{{ env_var('POSTGRES_PASSWORD') }}"
                  dbname: "{{ env_var('POSTGRES_DB') }}"
                  sslmode: disable
      `,
    })
    const { host, port, user, password, dbname } = server.connection
    env = {
      POSTGRES_HOST: host,
      POSTGRES_PORT: String(port),
      POSTGRES_USER: user,
      POSTGRES_PASSWORD: password?.reveal() ?? '',
      POSTGRES_DB: dbname,
    }
  })

  afterAll(async () => {
    remove()
    await server[Symbol.asyncDispose]()
  })

  test('is built, tested and published, and an independent reader finds the rows that the server has', async () => {
    const { exitCode, stdout } = await rig.run('build', { env })
    expect(stdout).toContain('Done. PASS=501 WARN=0 ERROR=0 SKIP=0')
    expect(exitCode).toBe(0)

    const [expected] = await server.execute(`
      select count(*)::int as lines, sum(l_quantity)::text as quantity,
             sum(l_extendedprice * (1 - l_discount))::text as revenue
      from lineitem
    `)
    const file = await asyncBufferFromFile(
      join(rig.folder, 'lake/server/gold/wide_order_details/wide_order_details.parquet'),
    )
    const rows = await parquetReadObjects({ file, compressors, columns: ['quantity', 'net_amount'] })
    const total = (column: string) => rows.reduce((sum, row) => sum + Number(row[column]), 0)
    expect(rows).toHaveLength(Number(expected?.['lines']))
    expect(total('quantity')).toBeCloseTo(Number(expected?.['quantity']), 2)
    expect(total('net_amount')).toBeCloseTo(Number(expected?.['revenue']), 1)
  })

  test('a change in the source rebuilds what is made of it, and nothing else', async () => {
    await server.execute('update supplier set s_acctbal = s_acctbal + 1 where s_suppkey = 1')
    const { stdout } = await rig.run('build', { env })
    expect(stdout).toMatch(/OK +bronze\.supplier/)
    expect(stdout).toMatch(/OK +silver\.dim_supplier/)
    expect(stdout).toMatch(/REUSE +bronze\.lineitem/)
    expect(stdout).toMatch(/REUSE +silver\.dim_customer/)
  })

  test('debug says which tables it can read', async () => {
    const { exitCode, stdout } = await rig.run('debug', { env })
    expect(stdout).toMatch(
      /✓ postgres tpch +postgresql:\/\/\S+ {2}\d+\S* · role \S+, which may write too · 8\/8 tables readable/,
    )
    expect(exitCode).toBe(0)
  })

  test('the password is in no file and in no output', async () => {
    const password = env['POSTGRES_PASSWORD'] ?? ''
    const outputs = await Promise.all(
      ['build --select region', 'debug', 'ls --output json', 'show -s dim_supplier'].map((command) =>
        rig.run(command, { env }),
      ),
    )
    const wrong = await rig.run('build', { env: { ...env, POSTGRES_DB: 'nowhere' } })
    expect(password.length).toBeGreaterThan(3)
    for (const { stdout, stderr } of [...outputs, wrong]) expect(stdout + stderr).not.toContain(password)
    const files = readdirSync(rig.folder, { recursive: true, encoding: 'utf8' }).map((path) => join(rig.folder, path))
    const holding = files.filter((path) => statSync(path).isFile() && readFileSync(path).includes(password))
    expect(holding).toEqual([])
  })
})
