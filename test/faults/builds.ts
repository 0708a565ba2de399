import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from '../../src/app/build.ts'
import type { RunOptions } from '../../src/app/options.ts'
import type { RunSummary } from '../../src/run/events.ts'
import type { Shop } from './shop.ts'

/** Builds in this process. */
export function built(shop: Shop, options: RunOptions = {}): Promise<RunSummary> {
  return build({ projectDir: shop.folder, environment: {}, ...options })
}

/** Builds in this process, and fails the test unless every node ended well. */
export async function builtWell(shop: Shop, options: RunOptions = {}): Promise<RunSummary> {
  const summary = await built(shop, options)
  const bad = summary.runs.filter(({ result: { status } }) => !['success', 'reused', 'pass', 'warn'].includes(status))
  if (bad.length === 0 && summary.diagnostics.length === 0) return summary
  throw new Error(
    `The build went wrong: ${JSON.stringify([bad.map(({ node, result }) => [node.name, result]), summary.diagnostics])}`,
  )
}

/** How a process ended. */
export interface Ended {
  readonly signal: NodeJS.Signals | null
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A process on its way. */
export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when standard output holds a text; rejects when the process ends without it. */
  printed(text: string): Promise<void>
}

/** Starts a program, as another user where that is asked. Nothing of this process's environment reaches it. */
export function started(
  program: string,
  args: readonly string[],
  { stdin = 'ignore', uid }: { readonly stdin?: 'ignore' | 'pipe'; readonly uid?: number } = {},
): Started {
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', TZ: 'UTC' }
  const identity = uid === undefined ? {} : { uid, gid: uid }
  const child = spawn(program, args, { env, stdio: [stdin, 'pipe', 'pipe'], ...identity })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((settle, reject) => {
    child.on('error', reject)
    child.on('close', (exitCode, signal) => settle({ signal, exitCode, stdout, stderr }))
  })
  return {
    child,
    ended,
    async printed(text) {
      await until(() => stdout.includes(text) || child.exitCode !== null || child.signalCode !== null)
      if (!stdout.includes(text)) throw new Error(`It ended without "${text}": ${stdout}${stderr}`)
    },
  }
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never happened: ${holds}`)
    await pause(10)
  }
}

/** Builds in a process of its own that does what a plan of the worker says. */
export function startWorker(shop: Shop, plan: object): Started {
  return started(process.execPath, ['test/faults/build-worker.mjs', shop.folder, JSON.stringify(plan)])
}

/** Starts the program as a user does. */
export function startCommand(shop: Shop, command: string): Started {
  return started(process.execPath, [commandLine, ...command.split(' '), '--project-dir', shop.folder])
}

/** Where the program is. */
export const commandLine = process.env['TPCHMODEL_CLI'] ?? resolve('dist/cli/main.cjs')
