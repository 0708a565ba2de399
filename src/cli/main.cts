#!/usr/bin/env node
const { readFileSync }: typeof import('node:fs') = require('node:fs')
const { join }: typeof import('node:path') = require('node:path')
const { setFlagsFromString }: typeof import('node:v8') = require('node:v8')

// Queries wait in the threads of Node's pool while they run. Its size is read once, when the first thread is needed,
// which the loader of ES modules does before their first line: hence a file of the other kind in front of them.
process.env['UV_THREADPOOL_SIZE'] ??= '64'

// Node 20 has one optimizing compiler, which works on threads of its own for longer than most commands run. It begins
// later here: parsing a thousand models takes a fifth less processor time. Newer versions have a quick one before it.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=600000')

const [, , only, ...more] = process.argv
if (more.length === 0 && (only === '--version' || only === '-V')) {
  // The package's own file, which names a version.
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string }
  process.stdout.write(`tpchmodel ${version}\n`)
} else {
  void import('./program.ts').then(({ main }) => main(process.argv))
}
