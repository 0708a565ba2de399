import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { workFolderFailed } from '../run/diagnostics.ts'
import { systemReason } from '../util/system-reason.ts'

/** Where runs keep their files, relative to the project. */
export const workFolders = '.tpchmodel/work'

/** Where files of a lake on S3 are kept for later commands, relative to the project. */
export const lakeFilesFolder = '.tpchmodel/lake'

/** Where it is noted which servers of lakes heed conditions of writes, relative to the project. */
export const probesFile = '.tpchmodel/safe-lakes.json'

const day = 24 * 60 * 60 * 1000

/** Where an environment's history is kept, relative to the project. */
export const historyFolder = '.tpchmodel/history'

/**
 * A folder of its own for the files of one run, lent and removed whatever happens. Folders of processes that have ended,
 * such as one that was killed, are removed first. Throws `ProjectError` where the system refuses it.
 */
export async function withWorkFolder<T>(root: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makeFolder(join(root, workFolders))
  try {
    return await use(folder)
  } finally {
    // What the system does not remove now, such as an open file on a network drive, a later run does.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

async function makeFolder(parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true })
    await removeLeftOvers(parent)
    return await mkdtemp(join(parent, `run-${hostName()}-${process.pid}-${processStart}-`))
  } catch (error) {
    const reason = systemReason(error)
    if (reason === undefined) throw error
    throw new ProjectError([workFolderFailed(parent, reason)])
  }
}

/** Removes the folders of processes that have ended, and with the last one what they are in; tells whether that is gone. */
export async function removeWorkFolders(root: string): Promise<boolean> {
  const parent = join(root, workFolders)
  try {
    await removeLeftOvers(parent)
    await rmdir(parent)
    return true
  } catch (error) {
    if (systemReason(error) === undefined) throw error
    return false
  }
}

async function removeLeftOvers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (await isLeftOver(parent, name)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** A folder of another machine that shares this project is left over when nothing was made in it for a day. */
async function isLeftOver(parent: string, name: string): Promise<boolean> {
  const [, host, pid, start] = /^run-(.*)-(\d+)-(\d+)-\w+$/.exec(name) ?? []
  if (host === undefined) return false
  if (host === hostName()) return hasEnded(Number(pid), Number(start))
  const status = await stat(join(parent, name)).catch(() => undefined)
  return status !== undefined && Date.now() - status.mtimeMs > day
}

function hostName(): string {
  return hostname().replaceAll(/[^\w.-]/g, '_')
}

/** When this process began, in milliseconds since 1970. */
const processStart = Math.floor(performance.timeOrigin)

/**
 * Whether a process of this machine that lived at a time has ended. Ids come back: a container that is started again
 * gives its process the id that the last one had.
 */
export function hasEnded(pid: number, livedAt: number): boolean {
  return pid === process.pid ? livedAt < processStart : !isRunning(pid)
}

/** One that belongs to somebody else lives too. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
