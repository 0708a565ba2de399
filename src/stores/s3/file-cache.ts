import { hash, randomUUID } from 'node:crypto'
import { chmod, constants, copyFile, link, mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { temporaryPrefix } from '../../ports/store-key.ts'
import type { Expected } from './download.ts'
import type { CacheOptions } from './options.ts'

const day = 24 * 60 * 60 * 1000

/** When it is full, so much is left: eviction is then rare. */
const leftAfterEviction = 0.9

/** An object that is kept, by its address in the world and what it holds. */
export interface CachedObject extends Expected {
  readonly address: string
}

/**
 * Files of a lake that is far away, kept on this machine for any number of processes. A file is whole or absent. What is
 * handed out is a second name for a file (a hard link), so that nothing that a process reads is ever taken from it.
 */
export class FileCache {
  readonly #folder: string
  readonly #size: number
  /** About how much there is; undefined before anybody has looked. */
  #held: number | undefined
  #evicting: Promise<void> = Promise.resolve()

  constructor({ folder, size }: CacheOptions) {
    this.#folder = folder
    this.#size = size
  }

  /** Gives a kept file the path too; false when it is not kept. */
  async handOut(object: CachedObject, path: string): Promise<boolean> {
    const kept = this.#pathOf(object)
    const status = await stat(kept).catch(() => undefined)
    if (status === undefined) return false
    if (status.size !== object.bytes) {
      await remove(kept)
      return false
    }
    // The oldest use goes first, so this is a use.
    const now = new Date()
    await utimes(kept, now, now).catch(() => undefined)
    return linkOrCopy(kept, path).then(
      () => true,
      () => false,
    )
  }

  /** Keeps a finished file that nobody writes to again. What cannot be kept is fetched again when it is needed. */
  async keep(object: CachedObject, file: string): Promise<void> {
    if (object.bytes > this.#size) return
    const temporary = join(this.#folder, `${temporaryPrefix}${randomUUID()}`)
    try {
      await mkdir(this.#folder, { recursive: true })
      await linkOrCopy(file, temporary)
      await chmod(temporary, 0o444)
      await rename(temporary, this.#pathOf(object))
      // Two names of one file are not renamed onto each other.
      await rm(temporary, { force: true })
    } catch {
      return
    }
    this.#held = this.#held === undefined ? undefined : this.#held + object.bytes
    this.#evicting = this.#evicting.then(() => this.#evict())
    await this.#evicting
  }

  #pathOf({ address, sha256 }: CachedObject): string {
    return join(this.#folder, `${sha256}-${hash('sha256', address).slice(0, 16)}`)
  }

  /** Removes what writers that died left, and what was used longest ago until the rest fits. */
  async #evict(): Promise<void> {
    if (this.#held !== undefined && this.#held <= this.#size) return
    const files = await filesIn(this.#folder)
    for (const { path } of files.filter(isLeftOver)) await remove(path)
    const kept = files.filter(({ path }) => !isTemporary(path))
    let held = kept.reduce((sum, { bytes }) => sum + bytes, 0)
    const oldestFirst = held > this.#size ? kept.toSorted((one, other) => one.used - other.used) : []
    for (const { path, bytes } of oldestFirst) {
      if (held <= this.#size * leftAfterEviction) break
      await remove(path)
      held -= bytes
    }
    this.#held = held
  }
}

interface KeptFile {
  readonly path: string
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly used: number
}

async function filesIn(folder: string): Promise<readonly KeptFile[]> {
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const status = await stat(path).catch(() => undefined)
      return status?.isFile() ? [{ path, bytes: status.size, used: status.mtimeMs }] : []
    }),
  )
  return files.flat()
}

function isTemporary(path: string): boolean {
  return path.includes(temporaryPrefix)
}

function isLeftOver({ path, used }: KeptFile): boolean {
  return isTemporary(path) && Date.now() - used > day
}

/** What the system does not remove now, a later eviction does. */
async function remove(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
}

/** A second name for a file, or a copy where the file system has no second names. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE))
}
