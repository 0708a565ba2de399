import { randomUUID } from 'node:crypto'
import { constants, copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { temporaryPrefix } from '../../ports/store-key.ts'
import { errnoOf, unless } from './errno.ts'

/** A free path in the same folder, hence on the same file system. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `${temporaryPrefix}${randomUUID()}`)
}

/** Writes a new file and returns when it would survive a loss of power. */
export async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns when the content of a finished file would survive a loss of power. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Returns when the names in a folder would survive a loss of power, where the system can say so. */
export async function syncFolder(folder: string): Promise<void> {
  await unless(['EPERM', 'EISDIR', 'EINVAL', 'EBADF'], () => syncFile(folder))
}

/**
 * Runs a step that makes a name in the folder of a path, and makes the folder when it is missing. Somebody who removes
 * emptied folders at the same time may take it away again; hence several attempts.
 */
export async function inFolderOf<T>(path: string, step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step()
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt > 20) throw error
      await makeFolder(dirname(path))
    }
  }
}

/** Makes a folder and its parents, durably. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await unless(['ENOENT'], () => syncFolder(dirname(made)))
  }
}

/** Gives a finished file its name if the name is free. The file stays under its first name too. */
export async function linkIfFree(from: string, to: string): Promise<'linked' | 'taken'> {
  try {
    await link(from, to)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return 'taken'
    throw error
  }
  await syncFolder(dirname(to))
  return 'linked'
}

/** A second name for a file, or where the file system has none between these places, a durable copy of it. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  const linked = await unless(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP'], async () => {
    await link(from, to)
    return true
  })
  if (linked === undefined) await copyDurably(from, to)
}

/** Copies to a new file and returns when the copy would survive a loss of power. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
  await syncFile(to)
}

/**
 * Lets a step prepare a file under a temporary name beside a path, and use it; whatever happens, the temporary name is
 * gone afterwards.
 */
export async function withTemporary<T>(path: string, use: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = temporaryBeside(path)
  try {
    return await use(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** Gives a path new content at once, whatever it held. */
export async function replaceBy(temporary: string, path: string): Promise<void> {
  await rename(temporary, path)
  await syncFolder(dirname(path))
}
