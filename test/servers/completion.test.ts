import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { describe, expect } from 'vitest'
import { findProgram } from '../../scripts/test-servers.mjs'
import { type Rig, test } from '../support/rig.ts'

const models = {
  'models/gold/orders.sql': "{{ config(tags=['finance']) }} select 1 as n",
  'models/gold/other.sql': 'select 1',
}

/** What a shell prints that runs a script in the project's folder, with the program on its path. */
function shell(rig: Rig, name: string, ...args: readonly string[]): string {
  const env = { ...process.env, PATH: `${join(dirname(rig.folder), 'bin')}:${process.env['PATH']}`, HOME: rig.folder }
  return execFileSync(name, args, { cwd: rig.folder, env, encoding: 'utf8' })
}

test('bash completes commands, flags, and names of the project; a word with a colon too', async ({ rig }) => {
  rig.write(models)
  const complete = (line: string) =>
    shell(
      rig,
      'bash',
      '-c',
      `source <(tpchmodel completion bash); COMP_LINE='${line}' COMP_POINT=${line.length}; _tpchmodel; echo "\${COMPREPLY[*]}"`,
    ).trim()
  expect(complete('tpchmodel bui')).toBe('build')
  expect(complete('tpchmodel build --fail')).toBe('--fail-fast')
  expect(complete('tpchmodel build -s +or')).toBe('+orders')
  expect(complete('tpchmodel build -s ')).toBe(
    'bronze gold interface layer:bronze layer:gold layer:interface layer:silver orders other silver tag:finance',
  )
  // What stands before the colon is on the line already.
  expect(complete('tpchmodel build -s tag:')).toBe('finance')
})

test('where no project can be read, names complete to nothing, and nobody is told', async ({ rig }) => {
  rig.write({ 'project.yml': 'nonsense: [' })
  const { exitCode, stdout, stderr } = await rig.run('completion bash -- build -s or')
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  expect((await rig.run('completion tcsh')).stderr).toContain('There is no completion for "tcsh"')
})

describe.skipIf(findProgram('fish') === undefined)('fish', () => {
  test('completes', ({ rig }) => {
    rig.write(models)
    const line = (text: string) => shell(rig, 'fish', '-c', `tpchmodel completion fish | source; complete -C '${text}'`)
    expect(line('tpchmodel bui')).toBe('build\n')
    expect(line('tpchmodel build -s tag:')).toBe('tag:finance\n')
  })
})

describe.skipIf(findProgram('zsh') === undefined)('zsh', () => {
  test('reads its script', ({ rig }) => {
    expect(
      shell(rig, 'zsh', '-f', '-c', 'tpchmodel completion zsh > _tpchmodel; zsh -n _tpchmodel && echo sound'),
    ).toBe('sound\n')
  })
})
