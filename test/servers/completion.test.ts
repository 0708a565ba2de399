import { execFileSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { findProgram } from '../../scripts/test-servers.mjs'
import { openTerminal } from '../support/open-terminal.ts'
import { type Rig, test } from '../support/rig.ts'

const models = {
  'models/gold/orders.sql': "{{ config(tags=['finance']) }} select 1 as n",
  'models/gold/other.sql': 'select 1',
}

function environment(rig: Rig): Readonly<Record<string, string>> {
  return { PATH: `${join(dirname(rig.folder), 'bin')}:${process.env['PATH']}`, HOME: rig.folder }
}

/** What a shell prints that runs a script in the project's folder, with the program on its path. */
function shell(rig: Rig, name: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...environment(rig) }
  return execFileSync(name, args, { cwd: rig.folder, env, encoding: 'utf8' })
}

/** In front of what a shell reads when it starts: a terminal may bring a path of its own. */
function start(rig: Rig): string {
  return `export PATH="${join(dirname(rig.folder), 'bin')}:${dirname(process.execPath)}:$PATH"; PS1="ready> "; `
}

/** What a line becomes when Tab is pressed at its end, in a shell that somebody types in. */
async function typed(rig: Rig, command: string, lines: readonly (readonly [line: string, becomes: string])[]) {
  const terminal = openTerminal(command, { folder: rig.folder, width: 120, environment: environment(rig) })
  onTestFinished(() => terminal.close())
  await terminal.until((text) => text.includes('ready>'))
  for (const [line, becomes] of lines) {
    terminal.type(line)
    await terminal.until((text) => text.includes(`ready> ${line}`.trimEnd()))
    terminal.press('Tab')
    await terminal.until((text) => text.includes(`ready> ${becomes}`))
    terminal.press('C-u')
  }
}

const bash = 'bash --noprofile --rcfile rc -i'

test('bash completes what somebody types: behind colons, at signs, equals signs and in quotes', async ({ rig }) => {
  rig.write({ ...models, rc: `${start(rig)}source <(tpchmodel completion bash)\n` })
  await typed(rig, bash, [
    ['tpchmodel bui', 'tpchmodel build'],
    ['tpchmodel build -s tag:fi', 'tpchmodel build -s tag:finance'],
    ['tpchmodel build -s @ord', 'tpchmodel build -s @orders'],
    ['tpchmodel build -s gold,@ord', 'tpchmodel build -s gold,@orders'],
    ['tpchmodel build --target=d', 'tpchmodel build --target=dev'],
    ['tpchmodel build -s "gold tag:fi', 'tpchmodel build -s "gold tag:finance'],
  ])
})

test('the script of bash needs nothing that bash 3.2 does not have', ({ rig }) => {
  const script = shell(rig, 'sh', '-c', 'tpchmodel completion bash')
  expect(script).not.toMatch(/mapfile|readarray|\[-\d|declare -A|\$\{\w+[,^@]/)
  expect(shell(rig, 'bash', '-n', '-c', script)).toBe('')
})

test('where no project can be read, names complete to nothing, and nobody is told', async ({ rig }) => {
  rig.write({ 'project.yml': 'nonsense: [' })
  const { exitCode, stdout, stderr } = await rig.run('completion zsh -- build -s or')
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  expect((await rig.run('completion tcsh')).stderr).toContain('There is no completion for "tcsh"')
})

test('words of the project that the line names are found: its targets, tags and tests', async ({ rig }) => {
  rig.write({ ...models, 'models/gold/o.yml': 'models: [{name: orders, columns: [{name: n, data_tests: [unique]}]}]' })
  const complete = async (line: string) =>
    (await rig.here(`tpchmodel completion fish --project-dir /nowhere -- ${line}`))?.stdout.trimEnd().split('\n')
  const here = `--project-dir ${rig.folder}`
  expect(await complete(`build ${here} -t ''`)).toEqual(['dev'])
  expect(await complete(`build ${here} --profile ''`)).toEqual(['shop'])
  expect(await complete(`build ${here} -s config.materialized:`)).toEqual(['config.materialized:parquet'])
  expect(await complete(`build ${here} -s test_type:g`)).toEqual(['test_type:generic'])
  expect(await complete(`build ${here} -s pa`)).toEqual(['package:', 'path:'])
  expect(await complete(`build ${here} -s path:models/gold/or`)).toEqual(['path:models/gold/orders.sql'])
  expect(await complete(`show ${here} --failures ''`)).toEqual(['unique_orders_n'])
})

describe.skipIf(findProgram('fish') === undefined)('fish', () => {
  test('completes, in quotes too', ({ rig }) => {
    rig.write(models)
    const line = (text: string) => shell(rig, 'fish', '-c', `tpchmodel completion fish | source; complete -C '${text}'`)
    expect(line('tpchmodel bui')).toBe('build\n')
    expect(line('tpchmodel build -s tag:')).toBe('tag:finance\n')
    expect(line('tpchmodel build --target=')).toBe('--target=dev\n')
    expect(line('tpchmodel build -s "tag:fi')).toBe('tag:finance\n')
  })
})

describe.skipIf(findProgram('zsh') === undefined)('zsh', () => {
  const lines = [
    ['tpchmodel bui', 'tpchmodel build'],
    ['tpchmodel build -s tag:fi', 'tpchmodel build -s tag:finance'],
    ['tpchmodel build -s +ord', 'tpchmodel build -s +orders'],
    ['tpchmodel build --target=d', 'tpchmodel build --target=dev'],
    ['tpchmodel build -s "gold tag:fi', 'tpchmodel build -s "gold tag:finance'],
  ] as const

  test('completes what somebody types, when its script is sourced', async ({ rig }) => {
    rig.write({
      ...models,
      '.zshrc': `${start(rig)}autoload -Uz compinit; compinit -u; source <(tpchmodel completion zsh)\n`,
    })
    await typed(rig, `ZDOTDIR='${rig.folder}' zsh -i`, lines)
  })

  test('completes at the first Tab, when its script is a file that is loaded then', async ({ rig }) => {
    rig.write({
      ...models,
      '.zshrc': `${start(rig)}fpath=(~/functions $fpath); autoload -Uz compinit; compinit -u\n`,
    })
    shell(rig, 'sh', '-c', 'mkdir functions && tpchmodel completion zsh > functions/_tpchmodel')
    await typed(rig, `ZDOTDIR='${rig.folder}' zsh -i`, lines.slice(0, 2))
  })
})
