import { expect, test } from 'vitest'
import { completions } from '../../src/cli/completions.ts'

const words = ['dim_part', 'gold', 'layer:gold', 'orders', 'selector:nightly', 'source:tpch.orders', 'tag:finance']
const asked = (line: string) =>
  completions(line.split(' '), { selectors: async () => words, macros: async () => ['grant_all', 'row_count'] })

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
  ['build -s gold,+or', ['gold,+orders']],
  ['build --select 2+ta', ['2+tag:finance']],
  ['build --exclude source:', ['source:tpch.orders']],
  ['build -s +sele', ['+selector:nightly']],
  ['build --selector n', ['nightly']],
  ['build --selector nightly ', []],
  ['build --select gold --threads ', []],
  ['build --threads 4 ', []],
  ['run-operation ro', ['row_count']],
  ['run-operation row_count ', []],
])('%j is completed by %j', async (line, expected) => {
  expect(await asked(line)).toEqual(expected)
})

test('a line without words is completed by every command', async () => {
  expect(await asked('')).toEqual(expect.arrayContaining(['build', 'list', 'ls', 'docs', 'explain']))
})
