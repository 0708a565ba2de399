import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRig, type Rig, text } from '../support/rig.ts'
import { hasS3, type S3Server, startS3 } from '../support/s3-server.ts'

describe.skipIf(!hasS3())('environments of a lake on S3', () => {
  let server: S3Server
  let rig: Rig
  let remove = () => {}
  let env: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    server = await startS3()
    ;({ rig, remove } = openRig())
    const output = text`
      type: duckdb
            lake:
              type: s3
              bucket: shop
              prefix: lake
              endpoint: "{{ env_var('S3_ENDPOINT') }}"
              access_key_id: "{{ env_var('S3_ACCESS_KEY') }}"
              secret_access_key: "{{ env_var('S3_SECRET_KEY') }}"
    `
    rig.write({
      'profiles.yml': `shop:\n  target: dev\n  outputs:\n    dev:\n      ${output}    prod:\n      ${output}`,
      'models/silver/orders.sql': "select range as id, {{ var('n', 1) }} as version from range(3)",
      'models/interface/finance.sql': "select count(*) as orders, max(version) as version from {{ ref('orders') }}",
    })
    await server.bucket('shop')
    env = { S3_ENDPOINT: server.endpoint, S3_ACCESS_KEY: server.accessKeyId, S3_SECRET_KEY: server.secretAccessKey }
  })

  afterAll(async () => {
    remove()
    await server[Symbol.asyncDispose]()
  })

  async function done(command: string): Promise<string> {
    const { exitCode, stdout, stderr } = await rig.run(command, { env })
    expect(stderr).toBe('')
    expect(exitCode, stdout).toBe(0)
    return stdout
  }

  const ask = 'sql "select * from interface.finance" --output csv'

  test('are promoted, read without a project, rolled back and cleaned', async () => {
    await done('build --quiet')
    expect(await done('promote dev prod')).toContain('2 added · prod, epoch 1')
    await done(`build --quiet --vars '{n: 2}'`)
    expect(await done('environments diff prod dev')).toContain('2 changed · dev compared with prod')
    expect(await done(ask)).toBe('orders,version\n3,2\n')
    expect(await done(`${ask} --environment prod`)).toBe('orders,version\n3,1\n')
    expect(await done(`${ask} --from s3://shop/lake --environment prod`)).toBe('orders,version\n3,1\n')
    expect(await done(`${ask} --from s3://shop/lake --environment dev --epoch 1`)).toBe('orders,version\n3,1\n')
    await done('promote dev --target prod')
    expect(await done('rollback --target prod --steps 1')).toContain('prod, epoch 2 → 3')
    expect(await done(`${ask} --target prod`)).toBe('orders,version\n3,1\n')
    expect(await done('clean --lake --keep 0')).toContain('more too young')
  })
})
