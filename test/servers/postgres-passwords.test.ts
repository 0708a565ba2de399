import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connector } from '../../src/extract/postgres/connector.ts'
import type { Server } from '../../src/extract/postgres/server.ts'
import { ExtractError } from '../../src/ports/extractor.ts'
import { hasPostgres, type PostgresServer, startPostgres } from '../support/postgres-server.ts'

describe.skipIf(!hasPostgres())('a password that a command prints', () => {
  let server: PostgresServer
  let folder: string

  beforeAll(async () => {
    server = await startPostgres()
    folder = mkdtempSync(join(tmpdir(), 'tpchmodel-passwords-'))
    await server.execute("create role token_user login password 'token-1'")
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const withCommand = (passwordCommand: string): Server => ({
    ...server.connection,
    user: 'token_user',
    password: undefined,
    passwordCommand,
  })

  /** A command that prints a file and notes that it ran. */
  function printing(name: string, text: string): { readonly command: string; readonly runs: () => number } {
    const [file, notes] = [join(folder, name), join(folder, `${name}.runs`)]
    writeFileSync(file, text)
    writeFileSync(notes, '')
    return {
      command: `echo run >> "${notes}"; cat "${file}"`,
      runs: () => readFileSync(notes, 'utf8').split('\n').length - 1,
    }
  }

  async function failure(work: Promise<unknown>): Promise<ExtractError> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ExtractError)) throw new Error('It did not fail.', { cause: error })
    return error
  }

  test('lets in, and is run once for connections that are opened together', async () => {
    const { command, runs } = printing('fine', 'token-1\nsecond line\n')
    const open = await connector(withCommand(command), 15_000)
    const others = await Promise.all([open.connect(15_000), open.connect(15_000)])
    expect(runs()).toBe(1)
    await Promise.all([open.first, ...others].map((client) => client.end()))
  })

  test('is asked for again when the server refuses it', async () => {
    const { command, runs } = printing('renewed', 'token-1')
    const open = await connector(withCommand(command), 15_000)
    await server.execute("alter role token_user password 'token-2'")
    const refused = await failure(open.connect(15_000))
    expect(refused.message).toContain('password authentication failed for user "token_user"')
    expect(`${refused.message} ${refused.hint} ${refused.stack}`).not.toContain('token-1')
    writeFileSync(join(folder, 'renewed'), 'token-2')
    const later = await open.connect(15_000)
    expect(runs()).toBe(2)
    await Promise.all([open.first, later].map((client) => client.end()))
    await server.execute("alter role token_user password 'token-1'")
  })

  test.each([
    { command: 'echo no credentials >&2; exit 3', told: 'ended with exit code 3: no credentials' },
    { command: 'true', told: 'printed nothing.' },
    {
      command: 'echo half-a-token; echo half-a-token is wrong >&2; exit 1',
      told: 'ended with exit code 1: *** is wrong',
    },
  ])('$command', async ({ command, told }) => {
    expect(await failure(connector(withCommand(command), 15_000))).toMatchObject({
      code: 'extract/connect-failed',
      message: `The "password_command" of the profile ${told}`,
      hint: 'Run it in a shell: it has to print the password, and nothing else, on its first line.',
    })
  })
})
