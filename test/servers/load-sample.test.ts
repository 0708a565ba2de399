import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connector } from '../../src/extract/postgres/connector.ts'
import { loadSample } from '../../src/sample/load-sample.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'

describe.skipIf(!hasPostgres())('the sample in a PostgreSQL server', () => {
  let server: PostgresServer

  beforeAll(async () => {
    server = await startPostgres()
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  async function load(schema?: string): Promise<void> {
    const { first } = await connector(server.connection, 10_000)
    try {
      await loadSample(first, schema === undefined ? {} : { schema })
    } finally {
      await first.end()
    }
  }

  test('is loaded whole into a schema', async () => {
    await load('tpch data')
    expect(
      await server.execute('select count(*)::int, sum(l_quantity)::text as quantity from "tpch data".lineitem'),
    ).toEqual([{ count: 60_175, quantity: '1536127.00' }])
    expect(await server.execute('select count(*)::int from "tpch data".region')).toEqual([{ count: 5 }])
  })

  test('is not loaded over tables that are there, and then nothing is changed', async () => {
    await server.execute("create table lineitem (note text); insert into lineitem values ('mine')")
    await expect(load()).rejects.toThrow('has a table of TPC-H already: "lineitem"')
    expect(await server.execute('select note from lineitem')).toEqual([{ note: 'mine' }])
    expect(await server.execute("select to_regclass('public.region') as region")).toEqual([{ region: null }])
  })
})
