import { execFile } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const checks = [
  { title: 'the types hold', program: 'typescript/bin/tsc', args: ['--noEmit'] },
  { title: 'the style is kept', program: '@biomejs/biome/bin/biome', args: ['check', '.'] },
  { title: 'nothing is unused', program: 'knip/bin/knip.js', args: [] },
]

describe.concurrent('the tree', () => {
  test.for(checks)('$title', async ({ program, args }) => {
    const ended = await run([`node_modules/${program}`, ...args])
    expect(ended.exitCode, ended.output).toBe(0)
  })
})

function run(args: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  return new Promise((settle) => {
    const child = execFile(process.execPath, args, { maxBuffer: 16_000_000 }, (_error, stdout, stderr) => {
      settle({ exitCode: child.exitCode ?? 1, output: stdout + stderr })
    })
  })
}
