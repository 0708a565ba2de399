import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtWell, type Ended, startCommand, until } from '../faults/builds.ts'
import { eachTable, expectEverywhere, throughPointer } from '../faults/readers.ts'
import { contentOf, type DataSet, newShop, type Shop } from '../faults/shop.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'

const before: DataSet = { batch: 'before', orders: 40, years: [2021, 2022] }
const after: DataSet = { batch: 'after', orders: 60_000, years: [2022, 2023] }

/** The shop's orders as a view of the server; with `stall`, it stops in the middle for a minute, unless an advisory lock is held. */
async function give(server: PostgresServer, { batch, orders, years }: DataSet, stall = false): Promise<void> {
  const [first = 0] = years
  const isFree = "not exists (select from pg_locks where locktype = 'advisory')"
  const text = stall
    ? `case when i = ${orders / 2} and ${isFree} then pg_sleep(60)::text else '${batch}' end`
    : `'${batch}'::text`
  await server.execute(`
    create schema if not exists files;
    drop view if exists files.orders;
    create view files.orders as
    select i as order_id, i % 3 as region, make_date(${first} + i % ${years.length}, 1 + i % 9, 15) as ordered_on,
      (i / 2.0)::numeric(12, 2) as amount, ${text} as batch
    from generate_series(1, ${orders}) as t (i)
  `)
}

function readFrom(shop: Shop, { connection: { host, port, user, password, dbname } }: PostgresServer): void {
  const login = `host: ${host}, port: ${port}, user: ${user}, password: '${password?.reveal()}', dbname: ${dbname}, sslmode: disable`
  shop.write({
    'profiles.yml': `shop:
  target: dev
  outputs:
    dev:
      type: duckdb
      threads: 2
      lake: {type: local, path: lake}
      connections:
        files: {type: postgres, ${login}}
`,
  })
}

function newServerShop(server: PostgresServer): Shop {
  const shop = newShop()
  const properties = readFileSync(join(shop.folder, 'models/bronze/bronze.yml'), 'utf8')
  shop.write({ 'models/bronze/bronze.yml': properties.replace(/\n.*external_location.*/, '') })
  readFrom(shop, server)
  return shop
}

/** Starts a build and waits until it is in the middle of the orders. */
async function startReading(shop: Shop, server: PostgresServer) {
  const command = startCommand(shop, 'build')
  await until(async () => {
    const reading = await server.execute(
      "select 1 from pg_stat_activity where application_name = 'tpchmodel' and wait_event = 'PgSleep'",
    )
    return reading.length > 0
  })
  return command
}

function expectFailure({ exitCode, stdout, stderr }: Ended): void {
  const said = `${stdout}${stderr}`
  expect({ exitCode, said }).toEqual({
    exitCode: 1,
    said: expect.stringMatching(/extract\/failed|extract\/connect-failed/),
  })
  expect(said).toContain('models/bronze/bronze.yml')
  expect(said).not.toMatch(/^ {4}at |Internal error|pass\/word/m)
}

function pointerBytes({ lake }: Shop): string {
  return readFileSync(join(lake, 'environments/dev/current.json'), 'utf8')
}

describe.skipIf(!hasPostgres())('a build whose PostgreSQL dies', () => {
  test('by the loss of its session in the middle of a table: nothing changes, and the next build works', async () => {
    await using server = await startPostgres()
    await give(server, before)
    const shop = newServerShop(server)
    await builtWell(shop)
    const pointer = pointerBytes(shop)
    await give(server, after, true)
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const command = await startReading(shop, server)
      await server.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tpchmodel'",
      )
      expectFailure(await command.ended)
      expect(pointerBytes(shop)).toBe(pointer)
      expect(readdirSync(join(shop.folder, '.tpchmodel/work'))).toEqual([])
    }
    await expectEverywhere(shop.lake, contentOf(before))
    await give(server, after)
    await builtWell(shop)
    await expectEverywhere(shop.lake, contentOf(after))
  })

  test('by the loss of one session in the middle of a table: it is read again from its beginning, and all is well', async () => {
    await using server = await startPostgres()
    await give(server, after, true)
    const shop = newServerShop(server)
    const command = await startReading(shop, server)
    const goingOn = server.execute('select pg_advisory_lock(1), pg_sleep(600)').catch(() => undefined)
    await until(async () => (await server.execute("select 1 from pg_locks where locktype = 'advisory'")).length > 0)
    await server.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tpchmodel' and query like 'copy%' and state = 'active'",
    )
    const { exitCode, stdout, stderr } = await command.ended
    expect(stderr + stdout).toMatch(
      /Reading "files"\."orders" failed(?: after [^:]+)?: terminating connection due to administrator command\. It is read again from its beginning, as of the same moment\./,
    )
    expect(exitCode).toBe(0)
    await expectEverywhere(shop.lake, contentOf(after))
    await server.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_advisory_lock(1)%' and pid <> pg_backend_pid()",
    )
    await goingOn
  })

  test('by the death of the whole server: nothing changes, and a build on another server works', async () => {
    const server = await startPostgres()
    let isThere = true
    try {
      await give(server, before)
      const shop = newServerShop(server)
      await builtWell(shop)
      const pointer = pointerBytes(shop)
      await give(server, after, true)
      const command = await startReading(shop, server)
      await server[Symbol.asyncDispose]()
      isThere = false
      expectFailure(await command.ended)
      expectFailure(await startCommand(shop, 'build').ended)
      expect(pointerBytes(shop)).toBe(pointer)
      expect(await throughPointer(shop.lake)).toEqual(eachTable(contentOf(before)))

      await using other = await startPostgres()
      await give(other, after)
      readFrom(shop, other)
      await builtWell(shop)
      await expectEverywhere(shop.lake, contentOf(after))
    } finally {
      if (isThere) await server[Symbol.asyncDispose]()
    }
  })

  test('or that is left in the middle by Ctrl-C: the session ends, nothing changes', async () => {
    await using server = await startPostgres()
    await give(server, before)
    const shop = newServerShop(server)
    await builtWell(shop)
    await give(server, after, true)
    const command = await startReading(shop, server)
    command.child.kill('SIGINT')
    expect(await command.ended).toMatchObject({ exitCode: 130, stderr: '' })
    await until(async () => {
      const left = await server.execute("select 1 from pg_stat_activity where application_name = 'tpchmodel'")
      return left.length === 0
    })
    await expectEverywhere(shop.lake, contentOf(before))
    expect(readdirSync(join(shop.folder, '.tpchmodel/work'))).toEqual([])
  })
})
