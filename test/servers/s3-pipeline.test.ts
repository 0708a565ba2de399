import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findTpchExtension } from '../../scripts/test-servers.mjs'
import { installTpch } from '../support/extension-place.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { openRig, type Rig, text } from '../support/rig.ts'
import { type S3Proxy, startS3Proxy } from '../support/s3-proxy.ts'
import { hasS3, type S3Server, startS3 } from '../support/s3-server.ts'

const project = ['project.yml', 'models', 'macros', 'seeds', 'data-tests']

describe.skipIf(!hasS3() || !hasPostgres())('the TPC-H pipeline from PostgreSQL to a lake on S3', () => {
  let server: S3Server
  let proxy: S3Proxy
  let source: PostgresServer
  let rig: Rig
  let remove = () => {}

  beforeAll(async () => {
    server = await startS3()
    proxy = await startS3Proxy(server.port)
    source = await startPostgres()
    ;({ rig, remove } = openRig())
    for (const name of project) cpSync(name, join(rig.folder, name), { recursive: true })
    // As the page for data engineers says: the example of a profile, and a .env with the names of the example.
    cpSync('profiles.example.yml', join(rig.folder, 'profiles.yml'))
    const { host, port, user, password, dbname } = source.connection
    rig.write({
      '.env': text`
        POSTGRES_HOST=${host}
        POSTGRES_PORT=${port}
        POSTGRES_USER=${user}
        POSTGRES_PASSWORD=${password?.reveal() ?? ''}
        POSTGRES_DB=${dbname}
        S3_BUCKET=${await server.bucket('acme-lake')}
        S3_REGION=
        S3_ENDPOINT=${proxy.endpoint}
        S3_ACCESS_KEY=${server.accessKeyId}
        S3_SECRET_KEY=${server.secretAccessKey}
      `,
    })
    await fillSource()
  })

  /** TPC-H at scale 0.1; at that of the bundled sample where DuckDB's extension is not to be had. */
  async function fillSource(): Promise<void> {
    const extension = findTpchExtension()
    if (extension !== undefined) await installTpch(rig.folder, extension)
    const scale = extension === undefined ? '0.01' : '0.1'
    const { exitCode, stderr } = await rig.run(`tpch load --scale ${scale} --target prod --quiet`, {
      env: { HOME: rig.folder },
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    rmSync(join(rig.folder, '.duckdb'), { recursive: true, force: true })
  }

  afterAll(async () => {
    remove()
    await source[Symbol.asyncDispose]()
    await proxy[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  test('is built, tested and published, and an independent reader finds in the bucket the rows of the source', async () => {
    const { exitCode, stdout, stderr } = await rig.run('build --target prod')
    expect(stderr).toBe('')
    expect(stdout).toContain('Done. PASS=501 WARN=0 ERROR=0 SKIP=0')
    expect(exitCode).toBe(0)

    const key = 'tpch/prod/gold/wide_order_details/wide_order_details.parquet'
    const { Body } = await server.client.send(new GetObjectCommand({ Bucket: 'acme-lake', Key: key }))
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
    const file = Uint8Array.from(bytes).buffer
    const rows = await parquetReadObjects({ file, compressors, columns: ['quantity', 'net_amount'] })
    const [raw] = await source.execute(
      `select count(*)::int as lines, sum(l_quantity)::float8 as quantity,
        sum(l_extendedprice * (1 - l_discount))::float8 as net from lineitem`,
    )
    expect(rows).toHaveLength(Number(raw?.['lines']))
    expect(total(rows, 'quantity')).toBeCloseTo(Number(raw?.['quantity']), 2)
    expect(total(rows, 'net_amount') / Number(raw?.['net'])).toBeCloseTo(1, 9)
  })

  test('is read back by sql and show, from the files that are kept here and on a machine that has none', async () => {
    const commands = [
      'sql "select count(*) as lines, sum(net_amount) as net from gold.wide_order_details" -o csv',
      'sql "select * from bronze.region order by 1" -o csv',
      'show -s region -o csv',
    ]
    const here = await Promise.all(commands.map((command) => rig.run(`${command} --target prod`)))
    for (const { exitCode } of here) expect(exitCode).toBe(0)
    const other = openRig()
    try {
      for (const name of [...project, 'profiles.yml', '.env']) {
        cpSync(join(rig.folder, name), join(other.rig.folder, name), { recursive: true })
      }
      const there = await Promise.all(commands.map((command) => other.rig.run(`${command} --target prod`)))
      for (const { exitCode } of there) expect(exitCode).toBe(0)
      const sorted = ({ stdout }: { readonly stdout: string }) => stdout.split('\n').sort()
      expect(there.map(sorted)).toEqual(here.map(sorted))
      expect(readdirSync(join(other.rig.folder, '.tpchmodel/lake')).length).toBeGreaterThan(0)
    } finally {
      other.remove()
    }
  })

  test('the file of the views names every table and the files in the bucket', async () => {
    const { Body } = await server.client.send(
      new GetObjectCommand({ Bucket: 'acme-lake', Key: 'tpch/prod/views.duckdb' }),
    )
    const file = join(rig.folder, 'views.duckdb')
    writeFileSync(file, (await Body?.transformToByteArray()) ?? new Uint8Array())
    const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
    const connection = await instance.connect()
    const views = await connection.runAndReadAll(
      'select schema_name, view_name, sql from duckdb_views() where not internal order by all',
    )
    connection.closeSync()
    instance.closeSync()
    const rows = views.getRowsJson().map(([schema, name, sql]) => ({ name: `${schema}.${name}`, sql: String(sql) }))
    expect(rows.map(({ name }) => name)).toContain('interface.finance_monthly_view')
    expect(rows.find(({ name }) => name === 'gold.wide_order_details')?.sql).toContain(
      's3://acme-lake/tpch/data/gold/wide_order_details/',
    )
  })

  test('a second build builds nothing, and plan says so', async () => {
    const before = await objects()
    proxy.requests.length = 0
    const { exitCode, stdout } = await rig.run('build --target prod')
    expect(exitCode).toBe(0)
    expect(proxy.requests.length).toBeLessThanOrEqual(20)
    expect(stdout).not.toMatch(/OK +gold\./)
    expect(stdout).toMatch(/REUSE +gold\.wide_order_details/)
    const data = (all: readonly string[]) => all.filter((key) => key.startsWith('tpch/data/'))
    expect(data(await objects())).toEqual(data(before))
    expect(data(before).length).toBeGreaterThan(20)
    const planned = await rig.run('plan --target prod')
    expect(planned).toMatchObject({ exitCode: 0 })
  })

  test('the secret is in no file and in no output', async () => {
    const secret = server.secretAccessKey
    const outputs = await Promise.all(
      ['debug', 'ls --output json'].map((command) => rig.run(`${command} --target prod`)),
    )
    const wrong = await rig.run('build --target prod', { env: { S3_SECRET_KEY: 'another-secret-of-nobody' } })
    expect(wrong.exitCode).not.toBe(0)
    expect(wrong.stdout + wrong.stderr).not.toContain('another-secret-of-nobody')
    for (const { exitCode, stdout, stderr } of outputs) {
      expect(exitCode).toBe(0)
      expect(stdout + stderr).not.toContain(secret)
    }
    const files = readdirSync(rig.folder, { recursive: true, encoding: 'utf8' }).map((path) => join(rig.folder, path))
    expect(files.filter((path) => statSync(path).isFile() && readFileSync(path).includes(secret))).toEqual([
      join(rig.folder, '.env'),
    ])
  })

  async function objects(): Promise<readonly string[]> {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: 'acme-lake' }))
    return Contents.map(({ Key = '' }) => Key).sort()
  }
})

function total(rows: readonly Readonly<Record<string, unknown>>[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0)
}
