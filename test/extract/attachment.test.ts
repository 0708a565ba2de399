import { expect, test } from 'vitest'
import { attachStatements } from '../../src/extract/postgres/attachment.ts'
import type { Server } from '../../src/extract/postgres/server.ts'

function sslmodeFor(host: string, sslmode: Server['sslmode']): string | undefined {
  const server: Server = {
    type: 'postgres',
    embedded: false,
    host,
    port: 5432,
    user: 'reader',
    password: undefined,
    dbname: 'shop',
    sslmode,
    sslrootcert: undefined,
    schema: undefined,
    extraction: 'native',
    statementTimeout: undefined,
    progressTimeout: 30_000,
  }
  const text = attachStatements({ server, address: undefined, version: 150_004, application: 'test' }).join('\n')
  return /sslmode=''?'?([a-z-]+)/.exec(text)?.[1]
}

test('an encryption that is only preferred is demanded of every server but one on this machine', () => {
  expect(sslmodeFor('db.example.com', 'prefer')).toBe('require')
  expect(sslmodeFor('127.0.0.1', 'prefer')).toBe('prefer')
  expect(sslmodeFor('db.example.com', 'verify-full')).toBe('verify-full')
  expect(sslmodeFor('db.example.com', 'disable')).toBe('disable')
})
