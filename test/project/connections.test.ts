import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Environment } from '../../src/project/env-file.ts'
import { loadProfiles } from '../../src/project/load-profiles.ts'
import { passwordIn } from '../../src/project/password-file.ts'
import { render } from './support.ts'

let base: string

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'connections-'))
  mkdirSync(join(base, 'shop'))
  mkdirSync(join(base, 'home', '.dbt'), { recursive: true })
})
afterEach(() => rmSync(base, { recursive: true }))

/** The connection of a profile whose keys are given, what is said of it, and the secrets that are hidden. */
function read(
  keys: string,
  { environment = {}, folder = 'shop' }: { environment?: Environment; folder?: string } = {},
) {
  const text = `shop:\n  outputs:\n    dev:\n      type: duckdb\n      connections:\n        main: {type: postgres, ${keys}}\n`
  writeFileSync(join(base, folder, 'profiles.yml'), text, { mode: 0o600 })
  const [root, home] = [join(base, 'shop'), join(base, 'home')]
  const result = loadProfiles({ root, home, profile: 'shop', isDbt: false, environment, render: render(environment) })
  const secrets = result.secrets.map((secret) => secret.reveal())
  const said = (result.ok ? result.warnings : result.diagnostics).map(({ message }) => message.replaceAll(base, ''))
  const connection = result.ok ? result.target.connections.get('main') : undefined
  if (connection?.embedded !== false) return { said, secrets, password: undefined, connection: undefined }
  return { said, secrets, connection, password: connection.password?.reveal() }
}

function passwordFile(path: string, text: string, mode = 0o600): void {
  writeFileSync(join(base, path), text, { mode })
}

const login = 'host: db.example, user: ann, dbname: sales'

describe('the password of a connection', () => {
  test('is the one of the profile before all others, then PGPASSWORD, then the file', () => {
    passwordFile('home/.pgpass', 'db.example:5432:sales:ann:from the file\n')
    expect(read(`${login}, password: mine`, { environment: { PGPASSWORD: 'theirs' } }).password).toBe('mine')
    const given = read(login, { environment: { PGPASSWORD: 'theirs' } })
    expect([given.password, given.secrets]).toEqual(['theirs', ['theirs']])
    expect(read(login).password).toBe('from the file')
    passwordFile('other', '*:*:*:*:from another\n')
    expect(read(login, { environment: { PGPASSFILE: join(base, 'other') } }).password).toBe('from another')
    expect(read('host: db.example, user: bob, dbname: sales').password).toBeUndefined()
  })

  test('is not taken from a file that others may read', () => {
    passwordFile('home/.pgpass', '*:*:*:*:everybody’s\n', 0o640)
    expect(read(login)).toMatchObject({
      password: undefined,
      said: ['The file of passwords "/home/.pgpass" may be read by other users of this machine, so it is not used.'],
    })
  })

  test('may be what a command prints, in a profile outside of the project', () => {
    const keys = `${login}, password_command: "print token"`
    expect(read(keys, { folder: 'home/.dbt' }).connection).toMatchObject({
      password: undefined,
      passwordCommand: 'print token',
    })
    rmSync(join(base, 'home', '.dbt', 'profiles.yml'))
    expect(read(keys).said).toEqual(['"password_command" stands in the project, whose files run no program.'])
    expect(read(`${keys}, password: mine`, { folder: 'home/.dbt' }).said).toEqual([
      '"password_command" stands in the project, whose files run no program.',
    ])
  })

  test.each([
    ['db:5432:sales:ann:secret', 'secret'],
    ['*:*:*:*:secret', 'secret'],
    ['db:5432:other:ann:no\ndb:5432:sales:ann:second', 'second'],
    ['# db:5432:sales:ann:comment\n*:*:*:ann:kept', 'kept'],
    ['*:*:*:ann:with\\:colon\\\\and\\backslash', 'with:colon\\andbackslash'],
    ['*:*:*:ann:ends:here', 'ends'],
    ['*:*:*:ann:', ''],
    ['*:*:*:ann', undefined],
    ['d*:5432:sales:ann:no pattern', undefined],
    ['db:5433:sales:ann:other port', undefined],
    ['\\*:*:*:*:a star', undefined],
    ['', undefined],
  ])('of a file: %j', (text, expected) => {
    expect(passwordIn(text, { host: 'db', port: 5432, dbname: 'sales', user: 'ann' })).toBe(expected)
  })

  test('of a socket stands under its folder, or under localhost where that is the usual one', () => {
    const owner = { port: 5432, dbname: 'sales', user: 'ann' }
    expect(passwordIn('localhost:*:*:*:local', { ...owner, host: '/run/postgresql' })).toBe('local')
    expect(passwordIn('localhost:*:*:*:local', { ...owner, host: '/srv/sockets' })).toBeUndefined()
    expect(passwordIn('/srv/sockets:*:*:*:there', { ...owner, host: '/srv/sockets' })).toBe('there')
  })
})

describe('a connection by its URL', () => {
  test('says all that the keys say', () => {
    const url =
      'postgresql://ann%40corp:p%40ss%2Fword@db.example:6543/sales%20data?sslmode=require&channel_binding=require'
    const { connection, password, secrets, said } = read(`url: "${url}"`)
    expect(connection).toMatchObject({
      host: 'db.example',
      port: 6543,
      user: 'ann@corp',
      dbname: 'sales data',
      sslmode: 'require',
      channelBinding: 'require',
    })
    expect([password, said]).toEqual(['p@ss/word', []])
    expect(secrets).toEqual(expect.arrayContaining(['p@ss/word', 'p%40ss%2Fword']))
  })

  test.each([
    ['postgres://ann@db/sales', { host: 'db', port: 5432, sslmode: 'verify-full' }],
    ['postgres://ann@[::1]:1/sales', { host: '::1', port: 1, sslmode: 'prefer' }],
    ['postgresql:///sales?host=/run/postgresql&user=ann', { host: '/run/postgresql', dbname: 'sales', user: 'ann' }],
    ['postgresql://ann:a:b@db/sales', { host: 'db', user: 'ann' }],
  ])('%s', (url, expected) => {
    expect(read(`url: "${url}"`)).toMatchObject({ said: [], connection: expected })
  })

  test('gives way to keys of its own', () => {
    expect(read('url: "postgres://ann:old@db/sales", password: new, dbname: test')).toMatchObject({
      password: 'new',
      connection: { dbname: 'test', user: 'ann' },
    })
  })

  test.each([
    ['mysql://ann:s3same@db/sales', '"url" is not of the form'],
    ['postgres://ann:s3same@one,two/sales', '"url" is not of the form'],
    ['postgres://ann:12?s3same@db/sales', '"url" is not of the form'],
    ['postgres://ann:12/s3same@db/sales', '"url" is not of the form'],
    ['postgres://ann:s3same@db/sales?sslmode=sometimes', '"url" has a value of "sslmode" that is not understood.'],
    ['postgres://ann:s3same%@db/sales', '"url" has a value of "password" that is not understood.'],
    ['postgres://ann:s3same@db/sales?colour=red', '"url" has the option "colour", which is not known.'],
  ])('that is wrong is told without its text: %s', (url, told) => {
    const { said } = read(`url: "${url}"`)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(told)
    expect(said.join()).not.toContain('s3same')
  })

  test('may have options that make no difference, with a warning', () => {
    expect(read('url: "postgres://ann@db/sales?connect_timeout=5"').said).toEqual([
      '"connect_timeout" has no effect: it makes no difference to what is read.',
    ])
  })
})

describe('the encryption of a connection', () => {
  test.each([
    ['host: localhost', { sslmode: 'prefer', sslrootcert: undefined }],
    ['host: db.example', { sslmode: 'verify-full', sslrootcert: undefined }],
    ['host: localhost, sslrootcert: system', { sslmode: 'verify-full', sslrootcert: 'system' }],
    ['host: db.example, sslmode: require, sslnegotiation: direct', { sslmode: 'require', sslnegotiation: 'direct' }],
  ])('of "%s" is %o', (keys, expected) => {
    expect(read(`${keys}, user: ann, dbname: sales`)).toMatchObject({ said: [], connection: expected })
  })

  test.each([
    ['sslrootcert: system, sslmode: require', '"sslmode" is "require", with which "sslrootcert: system" would trust'],
    ['sslnegotiation: direct, sslmode: prefer', '"sslmode" is "prefer", with which "sslnegotiation: direct" cannot'],
    ['sslcert: mine.crt', '"main" needs "sslkey".'],
    ['sslkey: mine.key', '"main" needs "sslcert".'],
    ['sslmode: allow', '"sslmode" is "allow"'],
  ])('"%s" does not go together', (keys, told) => {
    const { said } = read(`${login}, ${keys}`)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(told)
  })

  test('has the files of certificates relative to the project', () => {
    const { connection } = read(`${login}, sslcert: c/mine.crt, sslkey: ~/mine.key, sslpassword: "open it"`)
    expect(connection).toMatchObject({
      sslcert: join(base, 'shop', 'c', 'mine.crt'),
      sslkey: join(base, 'home', 'mine.key'),
    })
    expect(connection?.sslpassword?.reveal()).toBe('open it')
  })
})

describe('the folder of a bucket', () => {
  const lake = (prefix: string) => {
    const keys = `type: s3, bucket: shop-lake, region: eu-central-1, prefix: ${JSON.stringify(prefix)}`
    const text = `shop: {outputs: {dev: {type: duckdb, lake: {${keys}}}}}`
    writeFileSync(join(base, 'shop', 'profiles.yml'), text, { mode: 0o600 })
    const [root, home] = [join(base, 'shop'), join(base, 'home')]
    const result = loadProfiles({ root, home, profile: 'shop', isDbt: false, environment: {}, render: render({}) })
    if (!result.ok) return result.diagnostics.map(({ message }) => message)
    return result.target.lake?.type === 's3' ? result.target.lake.prefix : undefined
  }

  test.each([
    ['', ''],
    ['a/b', 'a/b'],
    ['/a.b/', 'a.b'],
    ['..a/b..', '..a/b..'],
  ])('may be %j', (prefix, expected) => expect(lake(prefix)).toBe(expected))

  test.each(['..', '.', 'a/../b', 'a/..', '../a', 'a//b', 'a\\b'])('may not be %j', (prefix) => {
    expect(lake(prefix)).toEqual([
      `"prefix" is "${prefix}"; a folder without "." and "..", empty parts and backslashes is expected.`,
    ])
  })
})

test.each(['con', 'nul', 'com1', '..', 'a/b', 'Prod'])('no environment is named %j', (name) => {
  const text = `shop: {outputs: {dev: {type: duckdb, environment: ${JSON.stringify(name)}}}}`
  writeFileSync(join(base, 'shop', 'profiles.yml'), text, { mode: 0o600 })
  const [root, home] = [join(base, 'shop'), join(base, 'home')]
  const result = loadProfiles({ root, home, profile: 'shop', isDbt: false, environment: {}, render: render({}) })
  expect(result.ok ? [] : result.diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining(`"environment" is "${name}"; a name of small letters`),
  ])
})
