import { execFile } from 'node:child_process'
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

/** Builds in a process of its own, which ends at a step of the plan's. */
export function builtUntil(shop: Shop, plan: object): Promise<Ended> {
  return ended(process.execPath, ['test/faults/build-worker.mjs', shop.folder, JSON.stringify(plan)])
}

/** Runs a program and waits for its end. */
export function ended(program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((settle) => {
    const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) =>
      settle({ signal: child.signalCode, exitCode: child.exitCode, stdout, stderr }),
    )
  })
}
