import { expect, test } from 'vitest'
import { commandFirst } from '../../src/cli/command-first.ts'

test.each([
  ['build -q', 'build -q'],
  ['-q build', 'build -q'],
  ['--target prod ls -s gold', 'ls --target prod -s gold'],
  ['--target build build', 'build --target build'],
  ['--target=build build', 'build --target=build'],
  ['ls --select show', 'ls --select show'],
  ['-h ls', 'ls -h'],
  ['help build', 'build --help'],
  ['help biuld', 'biuld'],
  ['help', 'help'],
  ['--quiet', '--quiet'],
  ['', ''],
])('%j is read as %j', (given, read) => {
  expect(commandFirst(given.split(' ')).join(' ')).toBe(read)
})
