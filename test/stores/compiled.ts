import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll } from 'vitest'

const run = promisify(execFile)

/** A worker script's exit: the signal that ended it, and what it printed. */
export interface WorkerExit {
  readonly signal: NodeJS.Signals | null
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Compiles stores and environments once for the tests of a file, so that processes of their own can run them. */
export function compiledRooms(): { folder(): string } {
  let folder: string | undefined
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tpchmodel-compiled-'))
    await compileInto(folder)
  })
  afterAll(async () => {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })
  return {
    folder: () => {
      if (folder === undefined) throw new Error('Nothing is compiled before the tests begin.')
      return folder
    },
  }
}

async function compileInto(folder: string): Promise<void> {
  const config = {
    extends: resolve('tsconfig.build.json'),
    compilerOptions: {
      rootDir: resolve('src'),
      outDir: folder,
      typeRoots: [resolve('node_modules/@types')],
      declaration: false,
    },
    include: ['src/stores', 'src/environments'].map((room) => resolve(room)),
  }
  const file = join(folder, 'tsconfig.json')
  await writeFile(file, JSON.stringify(config))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  await run(resolve('node_modules/.bin/tsc'), ['-p', file])
  // A worker may run as another user.
  await chmod(folder, 0o755)
}

/** Runs a script in a process of its own and returns how it ended; `uid` is for a superuser who wants to be nobody. */
export function runWorker(
  script: string,
  args: readonly string[],
  options: { readonly uid?: number; readonly shell?: string } = {},
): Promise<WorkerExit> {
  const command = [process.execPath, script, ...args]
  const [program = '', ...rest] =
    options.shell === undefined ? command : ['/bin/sh', '-c', `${options.shell}; exec "$@"`, 'sh', ...command]
  return new Promise((settle) => {
    const identity = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }
    const child = execFile(program, rest, { ...identity, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      settle({ signal: child.signalCode, exitCode: child.exitCode, stdout, stderr })
    })
  })
}
