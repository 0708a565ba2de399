import { GetObjectCommand } from '@aws-sdk/client-s3'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findHttpfsExtension, testServers } from '../../scripts/test-servers.mjs'
import { openRig, type Rig, text } from '../support/rig.ts'
import { hasS3, type S3Server, startS3 } from '../support/s3-server.ts'

function hasHttpfs(): boolean {
  if (findHttpfsExtension() === undefined) testServers.find(({ name }) => name.includes('httpfs'))?.install()
  return findHttpfsExtension() !== undefined
}

describe.skipIf(!hasS3() || !hasHttpfs())('a lake on S3', () => {
  let server: S3Server
  let rig: Rig
  let remove = () => {}
  beforeAll(async () => {
    server = await startS3()
    ;({ rig, remove } = openRig())
    await server.bucket('acme-lake')
    rig.write({
      'profiles.yml': text`
        shop:
          target: prod
          outputs:
            prod:
              type: duckdb
              lake: {type: s3, bucket: acme-lake, prefix: tpch, endpoint: "${server.endpoint}", tags: {team: shop}}
      `,
      'models/silver/orders.sql': "select 1 as id, 2.50::decimal(9, 2) as price, date '2024-01-01' as day",
      'models/gold/by_day.sql': "{{ config(partition_by=['day']) }}\nselect * from {{ ref('orders') }}",
      'models/interface/prices.sql': "select id, sum(price) as total from {{ ref('by_day') }} group by id",
    })
  })
  afterAll(async () => {
    remove()
    await server[Symbol.asyncDispose]()
  })

  test('is read by DuckDB, by the file of its views and by their statements', async () => {
    expect(await rig.run('build', { env: server.env })).toMatchObject({ exitCode: 0, stderr: '' })
    const statements = await server.client.send(
      new GetObjectCommand({ Bucket: 'acme-lake', Key: 'tpch/prod/views.sql' }),
    )
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    try {
      await connection.run(`load '${findHttpfsExtension()}'`)
      await connection.run(`
        create secret (type s3, key_id '${server.accessKeyId}', secret '${server.secretAccessKey}', use_ssl false,
                       endpoint '127.0.0.1:${server.port}', url_style 'path')
      `)
      await connection.run("attach 's3://acme-lake/tpch/prod/views.duckdb' as lake (read_only)")
      await connection.run((await statements.Body?.transformToString()) ?? '')
      const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
      for (const lake of ['lake', 'memory']) {
        expect(await rows(`select * from ${lake}.silver.orders`)).toEqual([[1, '2.50', '2024-01-01']])
        expect(await rows(`select id, price, day, typeof(day) from ${lake}.gold.by_day`)).toEqual([
          [1, '2.50', '2024-01-01', 'DATE'],
        ])
        expect(await rows(`select * from ${lake}.interface.prices`)).toEqual([[1, '2.50']])
      }
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  })
})
