import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'
import { openRig, type Rig, text } from '../support/rig.ts'

/** Passwords that are each used somewhere, and may turn up nowhere. Their odd characters look different in a URL. */
const canaries = {
  right: 'canary/right:with@signs',
  wrong: 'canary+wrong&one%',
  passphrase: 'canary "passphrase" é',
  token: 'canary-token-0a1b2c3d',
  storage: 'canaryStorage/Key+1234567890',
}

describe.skipIf(!hasPostgres())('a password', () => {
  let server: PostgresServer
  let rig: Rig
  let remove = () => {}

  beforeAll(async () => {
    server = await startPostgres()
    await server.execute(`
      create table orders as select id, (id * 1.5)::numeric(6,1) as total, now() as loaded_at from generate_series(1, 9) as t (id);
      create role reader login password '${canaries.right}';
      grant select on orders to reader;
      create table closed (id int);
    `)
    ;({ rig, remove } = openRig())
    const elsewhere = join(dirname(rig.folder), 'elsewhere')
    mkdirSync(elsewhere)
    const token = join(elsewhere, 'token')
    writeFileSync(token, canaries.token)
    const { port } = server.connection
    const url = `postgresql://reader:${encodeURIComponent(canaries.right)}@127.0.0.1:${port}/postgres?sslmode=disable`
    const given = { password: "{{ env_var('POSTGRES_PASSWORD') }}" }
    const target = (keys: Readonly<Record<string, unknown>>, lake: object = { type: 'local', path: 'lake' }) => ({
      type: 'duckdb',
      lake,
      connections: {
        shop: {
          type: 'postgres',
          host: '127.0.0.1',
          port,
          user: 'reader',
          dbname: 'postgres',
          sslmode: 'disable',
          ...keys,
        },
      },
    })
    const outputs = {
      right: target(given),
      literal: target({ password: canaries.right }),
      wrong: target({ password: "{{ env_var('WRONG_PASSWORD') }}" }),
      variable: target({}),
      keys: target({
        ...given,
        sslmode: 'require',
        sslpassword: canaries.passphrase,
        sslcert: 'no.crt',
        sslkey: 'no.key',
      }),
      command: target({ password_command: `cat ${token}` }),
      failing: target({ password_command: `cat ${token}; cat ${token} >&2; exit 1` }),
      by_url: target({ url }),
      bad_url: target({ url: `${url}&colour=red` }),
      bucket: target(given, {
        type: 's3',
        bucket: 'b',
        endpoint: 'http://127.0.0.1:1',
        access_key_id: 'canary-id',
        secret_access_key: canaries.storage,
      }),
    }
    const profiles = { shop: { target: 'right', outputs } }
    writeFileSync(join(elsewhere, 'profiles.yml'), JSON.stringify(profiles))
    rig.write({
      'profiles.yml': '{}',
      'models/bronze/sources.yml': text`
        sources:
          - name: shop
            schema: public
            tables:
              - name: orders
                loaded_at_field: loaded_at
                freshness: {warn_after: {count: 1, period: day}}
              - name: closed
      `,
      'models/bronze/bronze_orders.sql': "select id, total from {{ source('shop', 'orders') }}\n",
      'models/bronze/bronze_closed.sql': "select id from {{ source('shop', 'closed') }}\n",
      'models/silver/broken.sql': "select no_such_column from {{ ref('bronze_orders') }}\n",
      'macros/tell.sql':
        "{% macro tell() %}{{ print(target) }}{{ log(env_var('POSTGRES_PASSWORD'), info=true) }}{% endmacro %}\n",
    })
  })

  afterAll(async () => {
    remove()
    await server[Symbol.asyncDispose]()
  })

  test('is in nothing that a command prints or leaves behind, whatever it is told and however it fails', async () => {
    const env = {
      POSTGRES_PASSWORD: canaries.right,
      WRONG_PASSWORD: canaries.wrong,
      PGPASSWORD: canaries.right,
    }
    const flags = `--profiles-dir ${join(dirname(rig.folder), 'elsewhere')} --log-level debug`
    const outcomes: { readonly line: string; readonly exitCode: number | null; readonly printed: string }[] = []
    for (const command of commands) {
      const line = `tpchmodel ${command} ${flags}`
      const outcome = (await rig.here(line, { env })) ?? (await rig.shell(line, { env }))
      outcomes.push({ line: command, exitCode: outcome.exitCode, printed: `${outcome.stdout}\n${outcome.stderr}` })
    }

    // Each did what it is here for: to work, or to fail where a password is at hand.
    const codes = Object.fromEntries(outcomes.map(({ line, exitCode }) => [line, exitCode]))
    expect(codes, outcomes[0]?.printed).toMatchObject({
      'build --select bronze_orders': 0,
      'build --select bronze_orders --target by_url --log-format json': 0,
      'build --select bronze_orders --target variable': 0,
      'build --select bronze_orders --target wrong': 1,
      'build --select bronze_orders --target command': 1,
      'debug --target bad_url': 1,
    })
    const told = outcomes.filter(({ line }) => /wrong|command|failing|bad_url/.test(line)).map(({ printed }) => printed)
    for (const printed of told) expect(printed).toMatch(/password authentication failed|password_command|colour/)

    const printed = outcomes.map(({ line, printed: what }) => ({ place: line, what }))
    const kept = filesBelow(rig.folder).map((file) => ({
      place: file,
      what: readFileSync(join(rig.folder, file), 'latin1'),
    }))
    expect(kept.map(({ place }) => place)).toEqual(
      expect.arrayContaining(['target/manifest.json', 'target/run_results.json', 'logs/tpchmodel.log']),
    )
    const found = [...printed, ...kept].flatMap(({ place, what }) =>
      formsOfCanaries()
        .filter(({ form }) => what.includes(form))
        .map(({ name }) => ({ place, name })),
    )
    expect(found).toEqual([])
  }, 180_000)
})

const commands = [
  ...['parse', 'ls --output json', 'compile', 'plan', 'debug'],
  'build --select bronze_orders',
  'build',
  'retry',
  'show --select bronze_orders',
  "sql 'select * from bronze_orders'",
  'source freshness',
  'docs generate',
  'run-operation tell',
  'debug --target literal',
  'build --select bronze_orders --target by_url --log-format json',
  'build --select bronze_orders --target variable',
  ...['wrong', 'command', 'failing', 'keys', 'bad_url', 'bucket'].flatMap((target) => [
    `debug --target ${target}`,
    `build --select bronze_orders --target ${target}`,
  ]),
  'source freshness --target wrong --log-format json',
  'tpch load --target wrong',
]

/** A secret as it is, in a URL, in base64, in JSON, and as bytes of UTF-8 look one by one. */
function formsOfCanaries(): readonly { readonly name: string; readonly form: string }[] {
  return Object.entries(canaries).flatMap(([name, secret]) =>
    [
      secret,
      encodeURIComponent(secret),
      encodeURI(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, '').slice(0, -1),
      Buffer.from(secret).toString('base64url').slice(0, -2),
      Buffer.from(secret).toString('hex'),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('latin1'),
      // What is cut off or wrapped still begins with it.
      secret.slice(0, 12),
    ].map((form) => ({ name, form })),
  )
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  )
}
