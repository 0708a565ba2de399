import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Block, blocksOf, type Dialogue, dialoguesOf, fileOf } from './support/markdown.ts'

const made = /^(?:node_modules|dist.*|lake|target|logs|coverage|\.git|\.tpchmodel|\.env|profiles\.yml)$/

/** A command of the tests' own that would run this test again. */
const notHere = ['make test']

/** Pages that begin where a pipeline has run: in one clone, one after the other, and each leaves nothing for the next. */
const howTo = readdirSync('docs/how-to')
  .map((page) => `docs/how-to/${page}`)
  .filter((page) => blocksOf(readFileSync(page, 'utf8')).flatMap(dialoguesOf).length > 0)

describe.each([['README.md'], ['docs/tutorial.md', ...howTo]])('%s', (...documents) => {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-readme-'))
  const clone = join(folder, 'clone')

  beforeAll(() => {
    cpSync('.', clone, { recursive: true, filter: (path) => path.includes('/') || !made.test(path) })
    symlinkSync(resolve('node_modules'), join(clone, 'node_modules'), 'junction')
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(documents)(
    'the commands of %s print what it shows',
    async (document) => {
      const blocks = blocksOf(readFileSync(document, 'utf8'))
      for (const block of blocks) {
        writeModel(block, clone)
        const dialogues = dialoguesOf(block).filter(({ command }) => !notHere.includes(command))
        for (const dialogue of dialogues) await compare(dialogue, clone, `${document}:${dialogue.line}`)
      }
      expect(blocks.flatMap(dialoguesOf).length).toBeGreaterThan(1)
      for (const { path } of blocks.flatMap((block) => fileOf(block) ?? []))
        if (isModel(path)) rmSync(join(clone, path), { force: true })
    },
    600_000,
  )
})

test('the profile of the README is understood', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-readme-'))
  try {
    writeFileSync(join(folder, 'project.yml'), 'name: tpch\n')
    mkdirSync(join(folder, 'models'))
    writeFileSync(join(folder, 'models/one.sql'), 'select 1 as number\n')
    const files = blocksOf(readFileSync('README.md', 'utf8')).flatMap((block) => fileOf(block) ?? [])
    const settings = files.filter(({ path }) => !isModel(path))
    expect(settings.map(({ path }) => path)).toEqual(['profiles.yml', '.env'])
    for (const { path, content } of settings) writeFileSync(join(folder, path), content)
    const { stdout } = await shell(`node ${resolve('dist/cli/main.cjs')} build --progress plain`, folder)
    expect(stdout).toContain('target server')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('make runs what npm runs', () => {
  const makefile = readFileSync('Makefile', 'utf8')
  expect(makefile).toMatch(/^run-pipeline:.*\n\tnpm run pipeline /m)
  expect(makefile).toMatch(/^test:.*\n\tnpm test/m)
})

function writeModel(block: Block, folder: string): void {
  const file = fileOf(block)
  if (file === undefined || !isModel(file.path)) return
  mkdirSync(dirname(join(folder, file.path)), { recursive: true })
  writeFileSync(join(folder, file.path), file.content)
}

function isModel(path: string): boolean {
  return /^(?:models|macros|data-tests)\//.test(path)
}

/**
 * Printed in full, a text is compared whole, times aside. With `⋯` for what is left out, each line that is shown must be there; what
 * differs from run to run (times, sizes, the widths of columns, the order of what runs at the same time) does not count.
 */
async function compare({ command, printed }: Dialogue, folder: string, place: string): Promise<void> {
  const { stdout, stderr } = await shell(command.replace(/^make run-pipeline$/, 'npm run pipeline --silent'), folder)
  if (printed.includes('⋯')) {
    const seen = `${stdout}\n${stderr}`.split('\n').map(steady)
    const missing = printed.filter((line) => line !== '⋯' && !seen.includes(steady(line)))
    expect({ place, missing, output: missing.length === 0 ? '' : stdout + stderr }).toEqual({
      place,
      missing: [],
      output: '',
    })
  } else {
    expect({ place, printed: stdout.trimEnd().split('\n').map(timeless) }).toEqual({
      place,
      printed: printed.map(timeless),
    })
  }
}

function timeless(line: string): string {
  return line.replaceAll(/\b\d+(?:\.\d+)? ?(?:ms|s)\b/g, '…')
}

function steady(line: string): string {
  return line
    .replaceAll(/\bjust now\b|\b\d+ (?:min|h) ago\b/g, '…')
    .replaceAll(/\b\d+(?:\.\d+)? ?(?:ms|s|min|B|kB|MB)\b/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function shell(command: string, folder: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const { CI: _, ...rest } = process.env
  const terminal = {
    NODE_OPTIONS: `--import ${pathToFileURL(resolve('test/support/as-terminal.mjs'))}`,
    TERM: 'xterm',
    npm_config_progress: 'false',
  }
  const env = { ...rest, ...terminal, HOME: folder, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', NO_COLOR: '1' }
  return new Promise((settle) => {
    execFile('sh', ['-c', command], { cwd: folder, env, maxBuffer: 16_000_000 }, (_error, stdout, stderr) => {
      settle({ stdout, stderr })
    })
  })
}
