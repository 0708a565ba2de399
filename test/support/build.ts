import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no `dist` of the sources as they are; an empty text when there is one. */
    readonly buildProblem: string
  }
}

/** Compiles `dist` before the tests, unless it is newer than every source. Tests of the program fail without it. */
export function setup({ provide }: TestProject): void {
  const isReady = process.env['TPCHMODEL_CLI'] !== undefined || isFresh()
  provide('buildProblem', isReady ? '' : build())
}

function build(): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' })
  return status === 0 ? '' : `The sources do not compile.\n${stdout}${stderr}`
}

function isFresh(): boolean {
  const built = statSync('dist/cli/main.cjs', { throwIfNoEntry: false })?.mtimeMs ?? 0
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((file) => join('src', file))
  return sources.every((file) => statSync(file).mtimeMs < built)
}
