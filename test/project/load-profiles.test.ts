import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Environment } from '../../src/project/env-file.ts'
import { loadProfiles, type ProfileOptions } from '../../src/project/load-profiles.ts'
import { render, shown } from './support.ts'

let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'profiles-'))
  mkdirSync(join(base, 'shop'))
  mkdirSync(join(base, 'home', '.dbt'), { recursive: true })
})
afterEach(() => rmSync(base, { recursive: true }))

type Options = Partial<Omit<ProfileOptions, 'render'>> & { readonly environment?: Environment }

function load(options: Options = {}) {
  const environment = options.environment ?? {}
  const root = join(base, 'shop')
  const home = join(base, 'home')
  return loadProfiles({
    root,
    home,
    profile: 'shop',
    isDbt: false,
    environment,
    render: render(environment),
    ...options,
  })
}

/** Writes a profiles.yml that only its owner may read, and gives its path. */
function write(folder: string, text: string): string {
  const path = join(base, folder, 'profiles.yml')
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text, { mode: 0o600 })
  return path
}

function loaded(options: Options = {}) {
  const result = load(options)
  if (!result.ok) throw new Error(shown(result.diagnostics, '').join('\n'))
  return result
}

function output(lines: string): string {
  return `shop:\n  outputs:\n    dev:\n      type: duckdb\n${lines}`
}

describe('without a profile', () => {
  test('a project gets an embedded PostgreSQL, a lake in its folder and DuckDB in memory', () => {
    const root = join(base, 'shop')
    expect(loaded()).toEqual({
      ok: true,
      file: undefined,
      warnings: [],
      secrets: [],
      target: {
        profileName: 'shop',
        name: 'dev',
        type: 'duckdb',
        environment: 'dev',
        schema: 'main',
        threads: 4,
        path: ':memory:',
        database: 'memory',
        lake: { type: 'local', path: join(root, 'lake') },
        connections: new Map([
          ['embedded', { type: 'postgres', embedded: true, scale: 0.01, folder: join(root, '.tpchmodel', 'postgres') }],
        ]),
        memoryLimit: undefined,
        settings: {},
        extensions: [],
        externalAccess: [],
        visible: {
          name: 'dev',
          target_name: 'dev',
          profile_name: 'shop',
          type: 'duckdb',
          schema: 'main',
          database: 'memory',
          path: ':memory:',
          threads: 4,
          environment: 'dev',
          extensions: [],
        },
      },
    })
  })

  test('so does one whose profile the file of the user lacks', () => {
    write('home/.dbt', 'other: {target: dev, outputs: {}}\n')
    expect(loaded().file).toBeUndefined()
  })

  test.each<[string, Options]>([
    ['a project of dbt', { isDbt: true }],
    ['a profile of a name', { overrides: { profile: 'prod' } }],
    ['a profile of a name in the environment', { environment: { DBT_PROFILE: 'prod' } }],
    ['another target', { overrides: { target: 'prod' } }],
  ])('%s is refused', (_, options) => {
    const result = load(options)
    expect(result.ok ? [] : shown(result.diagnostics, '').map((line) => line.replaceAll(base, '~'))).toMatchSnapshot()
  })

  test('a folder of profiles that has none is refused', () => {
    const result = load({ overrides: { profilesFolder: join(base, 'home') } })
    expect(result.ok).toBe(false)
  })
})

describe('the file', () => {
  const named = (schema: string) => output(`      schema: ${schema}\n`)

  test('is that of --profiles-dir, of DBT_PROFILES_DIR, of the project, of the user: the first that is given', () => {
    const mine = write('home/.dbt', named('of_user'))
    expect(loaded()).toMatchObject({ file: mine, target: { schema: 'of_user' } })
    write('shop', named('of_project'))
    expect(loaded().target.schema).toBe('of_project')
    write('environment', named('of_environment'))
    const environment = { DBT_PROFILES_DIR: join(base, 'environment') }
    expect(loaded({ environment }).target.schema).toBe('of_environment')
    write('option', named('of_option'))
    const overrides = { profilesFolder: join(base, 'option') }
    expect(loaded({ environment, overrides }).target.schema).toBe('of_option')
  })

  test('opens folders of the project and of the user, addresses, and the network only where it says so', () => {
    write('shop', output('      external_access: {folders: [data, ~/shared, https://example.com/open/]}\n'))
    const opened = [join(base, 'shop', 'data'), join(base, 'home', 'shared'), 'https://example.com/open/']
    expect(loaded().target.externalAccess).toEqual(opened)
    write('shop', output('      external_access: {network: true}\n'))
    expect(loaded().target.externalAccess).toContain('https://')
    write('shop', output('      external_access: {network: false}\n'))
    expect(loaded().target.externalAccess).toEqual([])
  })

  test('that others may read, with a password in it, is warned of', () => {
    const text = output(
      '      connections:\n        main: {type: postgres, user: u, dbname: d, password: hunter2}\n        b: {type: postgres, user: u, dbname: d, password: "{{ env_var(\'P\') }}"}\n',
    )
    const path = write('shop', text)
    expect(loaded({ environment: { P: 'x' } }).warnings).toEqual([])
    chmodSync(path, 0o644)
    const { warnings } = loaded({ environment: { P: 'x' } })
    expect(shown(warnings, text).join('\n')).toMatchInlineSnapshot(
      `"- warning profile/readable: "shop.outputs.dev.connections.main.password" stands in plain text in "profiles.yml", which every user of this machine may read. Take it from an environment variable, or run: chmod 600 profiles.yml"`,
    )
  })
})

describe('profile and target', () => {
  const text = `
shop:
  target: dev
  outputs:
    dev: {type: duckdb, schema: shop_dev}
    prod: {type: duckdb, schema: shop_prod, path: "{{ env_var('NOWHERE') }}"}
other:
  target: "{{ env_var('WHICH', 'a') }}"
  outputs: {a: {type: duckdb, schema: other_a}, b: {type: duckdb, schema: other_b}}
single:
  outputs: {only: {type: duckdb, schema: single_only}}
`
  const chosen = (options: Options) => loaded(options).target.schema

  test('are those of the command line, of the environment, of the project and the profile: the first that is given', () => {
    write('shop', text)
    expect(chosen({})).toBe('shop_dev')
    expect(chosen({ overrides: { profile: 'other' } })).toBe('other_a')
    expect(chosen({ environment: { DBT_PROFILE: 'other', DBT_TARGET: 'b' } })).toBe('other_b')
    expect(chosen({ environment: { DBT_PROFILE: 'other', WHICH: 'b' } })).toBe('other_b')
    expect(
      chosen({ environment: { DBT_PROFILE: 'shop', DBT_TARGET: 'x' }, overrides: { profile: 'other', target: 'a' } }),
    ).toBe('other_a')
    expect(chosen({ profile: 'single' })).toBe('single_only')
  })

  test.each<[string, Options]>([
    ['a target that does not exist', { overrides: { target: 'prd' } }],
    ['a profile that does not exist', { profile: 'shpo' }],
    ['a profile that resembles none', { overrides: { profile: 'warehouse' } }],
    ['a target whose variable is not set', { overrides: { target: 'prod' }, environment: { NOWHER: '1' } }],
  ])('%s is refused with the nearest', (_, options) => {
    write('shop', text)
    const result = load(options)
    expect(result.ok ? [] : shown(result.diagnostics, text)).toMatchSnapshot()
  })

  test('a target that the profile names and does not have is shown there', () => {
    const wrong = 'shop: {target: prod, outputs: {dev: {type: duckdb}, test: {type: duckdb}}}\n'
    write('shop', wrong)
    const result = load()
    expect(result.ok ? [] : shown(result.diagnostics, wrong)).toMatchSnapshot()
  })
})

describe('a target', () => {
  test('has absolute paths, secrets that do not show, and defaults', () => {
    write(
      'shop',
      output(`      threads: "{{ env_var('THREADS') | as_number }}"
      environment: prod
      path: build/shop.duckdb
      memory_limit: 4GB
      settings: {preserve_insertion_order: false, s3_secret_access_key: abc}
      extensions: [httpfs, {name: h3, repo: community}]
      lake: {type: s3, bucket: lake, prefix: /tpch/, endpoint: "{{ env_var('ENDPOINT', '') }}", access_key_id: 1, secret_access_key: two}
      connections:
        near: {type: postgres, user: u, dbname: d, port: 5433}
        far: {type: postgres, host: db.example.com, user: u, pass: 0123, database: d, statement_timeout_seconds: 1.5, sslrootcert: ca.pem}
        sample: {type: postgres, embedded: true, scale: 0.1, folder: ~/pg}
`),
    )
    const { target, warnings, secrets } = loaded({ environment: { THREADS: '8' }, overrides: { threads: undefined } })
    const root = join(base, 'shop')
    expect(target).toMatchObject({
      threads: 8,
      environment: 'prod',
      path: join(root, 'build', 'shop.duckdb'),
      database: 'shop',
      memoryLimit: '4GB',
      settings: { preserve_insertion_order: false },
      extensions: ['httpfs', 'h3'],
      lake: { type: 's3', bucket: 'lake', prefix: 'tpch', region: undefined, endpoint: undefined },
    })
    expect(Object.fromEntries(target.connections)).toMatchObject({
      near: { host: 'localhost', port: 5433, sslmode: 'prefer', progressTimeout: 60_000, statementTimeout: undefined },
      far: {
        host: 'db.example.com',
        port: 5432,
        sslmode: 'verify-full',
        statementTimeout: 1500,
        sslrootcert: join(root, 'ca.pem'),
      },
      sample: { embedded: true, scale: 0.1, folder: join(base, 'home', 'pg') },
    })
    const far = target.connections.get('far')
    expect(far?.embedded === false && far.password?.reveal()).toBe('0123')
    expect(target.lake?.type === 's3' && target.lake.credentials?.secretAccessKey?.reveal()).toBe('two')
    expect(JSON.stringify([target, [...target.connections]])).not.toMatch(/0123|two|abc/)
    expect(secrets.map((secret) => secret.reveal()).sort()).toEqual(['0123', '0123', '1', '1', 'abc', 'two', 'two'])
    expect(warnings.map(({ message }) => message)).toEqual([
      '"repo" has no effect: extensions come from the usual place.',
      '"s3_secret_access_key" has no effect: the credentials of the lake stand below "lake".',
    ])
  })

  test('of dbt-duckdb is read, and what it names in vain is warned of', () => {
    const text = output(`      path: /data/my.db.duckdb
      database: my
      external_root: s3://x
      use_credential_provider: aws
      config_options: {a: 1}
      secrets: [{type: s3, secret: x}]
      attach: [{path: b.duckdb}]
      filesystems: [{fs: s3}]
      remote: {host: x, port: 1, user: u}
      plugins: [{module: excel}]
      module_paths: [x]
      retries: {connect_attempts: 3}
      disable_transactions: true
      keep_open: false
      is_ducklake: false
`)
    write('shop', text)
    const { target, warnings } = loaded({ isDbt: true })
    expect([target.path, target.database]).toEqual(['/data/my.db.duckdb', 'my'])
    expect(shown(warnings, text).join('\n')).toMatchSnapshot()
  })

  test.each([
    ['no type', 'shop: {outputs: {dev: {threads: 2}}}\n'],
    ['no outputs', 'shop: {target: dev}\n'],
    ['another engine', 'shop: {outputs: {dev: {type: snowflake}}}\n'],
    ['an output that is a text', 'shop: {outputs: {dev: duckdb}}\n'],
    ['threads that are a text', output('      threads: four\n')],
    ['no threads', output('      threads: 0\n')],
    ['a misspelt key', output('      thread: 2\n      conections: {}\n')],
    ['a lake of an unknown type', output('      lake: {type: gcs}\n')],
    ['a lake without a type', output('      lake: {path: lake}\n')],
    [
      'a lake without a bucket and half a credential',
      output('      lake: {type: s3, bucket: lake, access_key_id: x}\n      connections: {a: {type: s3}}\n'),
    ],
    ['a bucket that is missing', output('      lake: {type: s3, region: x}\n')],
    ['a connection without a user', output('      connections: {main: {type: postgres, host: h}}\n')],
    ['a wrong sslmode', output('      connections: {main: {type: postgres, user: u, dbname: d, sslmode: verify}}\n')],
    [
      'an embedded server with an address',
      output('      connections: {main: {type: postgres, embedded: true, host: h, password: p}}\n'),
    ],
    ['a server with a scale', output('      connections: {main: {type: postgres, user: u, dbname: d, scale: 1}}\n')],
    ['an environment that cannot be one', output('      environment: Prod!\n')],
    ['a target whose name cannot be an environment', 'shop: {outputs: {Prod: {type: duckdb}}}\n'],
    ['a database of another name', output('      path: a.duckdb\n      database: b\n')],
    ['MotherDuck', output('      path: md:shop\n')],
    ['a list', '- shop\n'],
    ['a broken file', 'shop:\n\toutputs: 1\n'],
    ['a missing variable', output('      schema: "x_{{ env_var(\'USR\') }}"\n')],
  ])('%s', (_, text) => {
    write('shop', text)
    const result = load({ environment: { USER: 'me' } })
    const diagnostics = result.ok ? result.warnings : result.diagnostics
    expect(`${result.ok ? 'loaded' : 'refused'}\n${shown(diagnostics, text).join('\n')}`).toMatchSnapshot()
  })
})
