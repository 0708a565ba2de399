import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { test as base, inject } from 'vitest'
import type { Outcome } from './in-process.ts'

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
}

/** A project in a temporary folder, and the real program to run on it. */
export interface Rig {
  /** Absolute path of the project's folder. */
  readonly folder: string
  /** Writes files of the project; paths are relative to it. */
  write(files: Readonly<Record<string, string>>): void
  /** Copies a folder into the project. */
  copy(folder: string): void
  read(path: string): string
  /** Runs `tpchmodel` with these arguments, as a shell reads them. */
  run(command: string, options?: RunOptions): Promise<Outcome>
  /** Runs a line of shell in the project's folder; `tpchmodel` is the program. */
  shell(line: string, options?: RunOptions): Promise<Outcome>
  /** The same for a line of `tpchmodel …` in this process; undefined for one that cannot run so. */
  here(line: string, options?: RunOptions): Promise<Outcome | undefined>
  /** Rows that readers of an environment's DuckDB file get. */
  sql(query: string, environment?: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** What a project is made of unless a test writes something else: four layers, a local lake, one node at a time. */
const defaultFiles: Readonly<Record<string, string>> = {
  'project.yml': 'name: shop\nlayers: [bronze, silver, gold, interface]\n',
  'profiles.yml': text`
    shop:
      target: dev
      outputs:
        dev:
          type: duckdb
          threads: 1
          lake: {type: local, path: lake}
  `,
}

/** `test` with a fresh `rig`. */
export const test = base.extend<{ rig: Rig }>({
  rig: async ({ onTestFinished }, use) => {
    const { rig, remove } = openRig()
    onTestFinished(remove)
    await use(rig)
  },
})

/** A rig for those who need one outside of a test; `remove` deletes its folders. */
export function openRig(): { readonly rig: Rig; readonly remove: () => void } {
  const problem = inject('buildProblem')
  if (problem !== '') throw new Error(problem)
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tpchmodel-rig-')))
  const folder = join(root, 'shop')
  for (const name of ['shop', 'home', 'bin']) mkdirSync(join(root, name))
  const program = process.env['TPCHMODEL_CLI'] ?? resolve('dist/cli/main.cjs')
  writeFileSync(join(root, 'bin/tpchmodel'), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  })
  const rig = rigIn(root, folder)
  rig.write(defaultFiles)
  return { rig, remove: () => rmSync(root, { recursive: true, force: true }) }
}

function rigIn(root: string, folder: string): Rig {
  const write: Rig['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
  }
  const shell: Rig['shell'] = (line, { env = {} } = {}) =>
    new Promise((settle) => {
      const options = { cwd: folder, env: { ...environment(root), ...env }, maxBuffer: 64 * 1024 * 1024 }
      const child = execFile('/bin/sh', ['-c', line], options, (_error, stdout, stderr) =>
        settle({ exitCode: child.exitCode, stdout, stderr }),
      )
    })
  return {
    folder,
    write,
    copy: (from) => cpSync(from, folder, { recursive: true }),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    run: (command, options) => shell(`tpchmodel ${command}`, options),
    shell,
    here: async (line, { env = {} } = {}) => {
      const { runHere } = await import('./in-process.ts')
      return runHere(line, { folder, environment: { ...environment(root), ...env } })
    },
    sql: (query, name = 'dev') => queryViews(join(folder, 'lake', name, 'views.duckdb'), query),
  }
}

/** Nothing of the machine's own settings reaches the program. */
function environment(root: string): Readonly<Record<string, string>> {
  const path = [join(root, 'bin'), dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter)
  return { PATH: path, HOME: join(root, 'home'), TMPDIR: root, TZ: 'UTC', LANG: 'C.UTF-8' }
}

async function queryViews(file: string, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' })
  try {
    const connection = await instance.connect()
    const result = await connection.runAndReadAll(query)
    return result.getRowObjectsJson()
  } finally {
    instance.closeSync()
  }
}

/** Text without the indentation that its first line has, and without a first and a last empty line. */
export function text(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  const raw = strings.raw.map((part, index) => part + (index < values.length ? String(values[index]) : '')).join('')
  const body = raw.replace(/^\n/, '').replace(/\n[ \t]*$/, '\n')
  const indentation = /^[ \t]*/.exec(body)?.[0] ?? ''
  return body
    .split('\n')
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()))
    .join('\n')
}
