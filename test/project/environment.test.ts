import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { TemplateError } from '../../src/jinja/template.ts'
import { loadEnvironment, parseEnvFile } from '../../src/project/env-file.ts'
import { envVar } from '../../src/project/env-var.ts'
import { shown } from './support.ts'

describe('.env', () => {
  test('holds names and values, with quotes, comments and export', () => {
    const text = `# The source
POSTGRES_USER=analyst
export POSTGRES_HOST = db.example.com   # behind a value
EMPTY=
HASH=a#b
SINGLE='it # is $HOME\\n'
DOUBLE="line\\nbreak \\"quoted\\" \\\\ \\$x"  # too
SPACES =  two words  \r
TWICE=1
TWICE=2
URL=postgres://u:p@h:5432/db?x=1
`
    const { variables, diagnostics } = parseEnvFile(text, '.env')
    expect(diagnostics).toEqual([])
    expect(variables).toEqual({
      POSTGRES_USER: 'analyst',
      POSTGRES_HOST: 'db.example.com',
      EMPTY: '',
      HASH: 'a#b',
      SINGLE: 'it # is $HOME\\n',
      DOUBLE: 'line\nbreak "quoted" \\ $x',
      SPACES: 'two words',
      TWICE: '2',
      URL: 'postgres://u:p@h:5432/db?x=1',
    })
  })

  test('may have lines that are not understood; each is a warning that does not repeat a value', () => {
    const text = "A=1\nnonsense\n1B=2\nC=\"open\nD='x' y\nE=5"
    const { variables, diagnostics } = parseEnvFile(text, '.env')
    expect(variables).toEqual({ A: '1', E: '5' })
    expect(shown(diagnostics, text)).toEqual(
      ['2:1 "nonsense"', '3:1 "1B=2"', '4:1 "C=\\"open"', '5:1 "D=\'x\' y"'].map(
        (place) =>
          `${place} warning project/env-file: The line is neither NAME=value nor a comment, or a quote is not closed; it is ignored.`,
      ),
    )
  })

  test('is weaker than the environment of the process, and need not be there', async () => {
    const root = mkdtempSync(join(tmpdir(), 'environment-'))
    expect((await loadEnvironment(root, { A: 'process' })).environment).toEqual({ A: 'process' })
    writeFileSync(join(root, '.env'), '\uFEFFA=file\nB=file\nC=file\n')
    expect((await loadEnvironment(root, { A: 'process', B: '' })).environment).toEqual({
      A: 'process',
      B: '',
      C: 'file',
    })
    rmSync(join(root, '.env'))
    mkdirSync(join(root, '.env'))
    expect(await loadEnvironment(root, {})).toEqual({ environment: {}, warnings: [] })
    rmSync(root, { recursive: true })
  })
})

describe('env_var', () => {
  const environment = { POSTGRES_PASSWORD: 'hunter2', DBT_ENV_SECRET_X: 'x', REGION: 'eu', EMPTY: '' }
  const inProfile = envVar(environment, { credentials: 'readable', allowed: [] })
  const elsewhere = envVar(environment, { credentials: 'refused', allowed: ['PIANO_SECRET_KEY', 'POSTGRES_PASSWORD'] })

  function refusal(read: () => unknown) {
    try {
      read()
    } catch (error) {
      if (error instanceof TemplateError) return error.diagnostic
    }
    return undefined
  }

  test('gives the value, else the default, which may be empty', () => {
    expect([
      inProfile('REGION'),
      inProfile('EMPTY', 'x'),
      inProfile('NONE', 'x'),
      inProfile('NONE', ''),
      inProfile('N', 4),
    ]).toEqual(['eu', '', 'x', '', '4'])
  })

  test('names the nearest variable for one that is not set', () => {
    expect(refusal(() => inProfile('REGOIN'))).toEqual({
      code: 'profile/missing-env',
      message: 'The environment variable "REGOIN" is not set.',
      hint: 'Did you mean "REGION"?',
    })
    expect(refusal(() => inProfile('SOMETHING_ELSE'))?.hint).toBe(
      "Set it, write it into .env, or give a default: env_var('SOMETHING_ELSE', '…').",
    )
    expect(refusal(() => inProfile('constructor'))?.code).toBe('profile/missing-env')
  })

  test('reads credentials in profiles only, unless the project lists the name', () => {
    expect(inProfile('POSTGRES_PASSWORD')).toBe('hunter2')
    expect(elsewhere('POSTGRES_PASSWORD')).toBe('hunter2')
    for (const name of [
      'DBT_ENV_SECRET_X',
      'AWS_SECRET_ACCESS_KEY',
      'S3_SECRET_KEY',
      'AWS_SESSION_TOKEN',
      'PGPASSWORD',
    ]) {
      expect(refusal(() => elsewhere(name))?.code).toBe('compile/secret')
      expect(refusal(() => elsewhere(name, 'default'))?.message).toBe(
        `"${name}" is a credential, and credentials are read in profiles.yml only.`,
      )
    }
    expect(elsewhere('PIANO_SECRET_KEY', 'c#')).toBe('c#')
  })
})
