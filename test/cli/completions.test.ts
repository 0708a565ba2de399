import { expect, test } from 'vitest'
import { completions, type LineFlags } from '../../src/cli/completions.ts'

const words = ['dim_part', 'gold', 'layer:gold', 'orders', 'selector:nightly', 'source:tpch.orders', 'tag:finance']
const asked = (line: string, said: (flags: LineFlags, begun: string) => void = () => undefined) =>
  completions(line.split(' '), {
    selectors: async (flags, begun) => {
      said(flags, begun)
      return words
    },
    defined: async () => ['nightly'],
    macros: async () => ['grant_all', 'row_count'],
    tests: async () => ['not_null_orders_id', 'unique_orders_id'],
    targets: async ({ profile }) => (profile === 'other' ? ['live'] : ['dev', 'prod']),
    profiles: async () => ['shop', 'other'],
    codes: () => ['parse/unknown-ref', 'run/sql-failed'],
  })

test.each([
  ['bui', ['build']],
  ['se', ['seed']],
  ['docs ', ['generate']],
  ['docs gen', ['generate']],
  ['nothing of this', []],
  ['build --fail', ['--fail-fast']],
  ['-q build --fail', ['--fail-fast']],
  ['ls --output js', ['json']],
  ['build -s or', ['orders']],
  ['build -s gold or', ['orders']],
  ['build -m or', ['orders']],
  ['build --models gold or', ['orders']],
  ['build --model or', ['orders']],
  ['build --select=or', ['--select=orders']],
  ['build --select=gold or', ['orders']],
  ['build -s gold,+or', ['gold,+orders']],
  ['build -s @or', ['@orders']],
  ['build --select 2+ta', ['2+tag:finance']],
  ['build --exclude source:', ['source:tpch.orders']],
  ['build -s +sele', ['+selector:nightly']],
  ['build --selector n', ['nightly']],
  ['build --selector nightly ', []],
  ['build --select gold --threads ', []],
  ['build --threads 4 ', []],
  ['build --threads=4 ', []],
  ['build -t ', ['dev', 'prod']],
  ['build --target p', ['prod']],
  ['build --target=p', ['--target=prod']],
  ['build --profile other --target ', ['live']],
  ['build --profile=other -t ', ['live']],
  ['build --profile o', ['other']],
  ['build --progress=', ['--progress=auto', '--progress=plain', '--progress=live']],
  ['build --nothing=', []],
  ['ls --resource-type unit', ['unit_test']],
  ['ls --resource-types model se', ['seed']],
  ['ls --exclude-resource-type ex', ['exposure']],
  ['show --failures uni', ['unique_orders_id']],
  ['explain run', ['run/sql-failed']],
  ['explain run/sql-failed ', []],
  ['completion z', ['zsh']],
  ['schema pro', ['project', 'profiles', 'properties']],
  ['run-operation ro', ['row_count']],
  ['run-operation row_count ', []],
])('%j is completed by %j', async (line, expected) => {
  expect(await asked(line)).toEqual(expected)
})

test('what the line says of the project, and how far a selector is begun, is handed on', async () => {
  const said: unknown[] = []
  await asked('build --project-dir ../shop --profiles-dir=.. -t dev -s gold,2+tag:fi', (...all) => said.push(all))
  expect(said).toEqual([[{ projectDir: '../shop', profilesDir: '..', target: 'dev' }, 'tag:fi']])
})

test('a line without words is completed by every command', async () => {
  expect(await asked('')).toEqual(expect.arrayContaining(['build', 'list', 'ls', 'docs', 'explain']))
})
