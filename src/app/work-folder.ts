import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'run-'

/**
 * A folder of its own for the files of one run, lent and removed whatever happens. Folders of processes that have ended,
 * such as one that was killed, are removed first.
 */
export async function withWorkFolder<T>(root: string, use: (folder: string) => Promise<T>): Promise<T> {
  const parent = join(root, '.tpchmodel', 'work')
  await mkdir(parent, { recursive: true })
  await removeLeftOvers(parent)
  const folder = await mkdtemp(join(parent, `${prefix}${process.pid}-`))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function removeLeftOvers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/^run-(\d+)-/.exec(name)?.[1])
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** Whether a process of this machine lives. One that belongs to somebody else does. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
