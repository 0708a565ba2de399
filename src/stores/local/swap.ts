import { hash, randomUUID } from 'node:crypto'
import { constants, link, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StoreError } from '../../ports/store.ts'
import { temporaryPrefix } from '../../ports/store-key.ts'
import { errnoOf, unless } from './errno.ts'
import { syncFolder, writeDurably } from './files.ts'

/*
 * Compare-and-swap between processes that may die at any moment, without locks, clocks or process ids.
 *
 * A *state* is one file that a path once named; no state ever comes back. A writer that read state S
 *   1. writes its content under a name of its own, `next`, made for S;
 *   2. links `next` to the name `claim` of S, which only one writer can do;
 *   3. looks whether the path is still in state S, and if so renames `next` to the path.
 * Whoever finds a claim of the current state may do step 3 for a writer that died. A rename works once per `next`, so
 * doing it twice, or late, does nothing. A claim made for a state that has passed is seen as such in step 3: its `next`
 * is still there.
 */

/** Larger files are no small objects: the limit keeps a wrong file from filling the memory. */
const largest = 256 * 1024 * 1024

const day = 24 * 60 * 60 * 1000

export interface FileState {
  /** SHA-256 of the content. */
  readonly etag: string
  readonly content: Buffer
  /** Names this state of this path. */
  readonly id: string
}

/** What a path names now, or undefined when it names no file. */
async function readState(path: string): Promise<FileState | undefined> {
  const file = await unless(['ENOENT', 'ENOTDIR'], () => open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)))
  if (file === undefined) return undefined
  try {
    const status = await file.stat({ bigint: true })
    if (!status.isFile()) return undefined
    if (status.size > largest) {
      throw new StoreError('store/corrupt', `"${path}" has ${status.size} bytes; at most ${largest} were expected.`)
    }
    const content = await file.readFile()
    const etag = sha256(content)
    return { etag, content, id: sha256(`${status.ino}/${status.mtimeNs}/${etag}`).slice(0, 32) }
  } finally {
    await file.close()
  }
}

/** What a path names now, after finishing the swap of a writer that died in the middle of it. */
export async function readSettled(path: string): Promise<FileState | undefined> {
  const state = await readState(path)
  if (state === undefined || (await claimOf(path, state.id)) === undefined) return state
  // A reader without the right to write sees the content from before that swap, which is as good.
  await unless(['EACCES', 'EPERM', 'EROFS'], () => finishSwap(path, state.id))
  return readState(path)
}

/** Replaces a file that still has the content of this etag. */
export async function swap(path: string, content: Uint8Array, etag: string): Promise<'swapped' | 'conflict'> {
  const before = await readSettled(path)
  if (before?.etag !== etag) return 'conflict'
  const next = `${nextPrefix(path, before.id)}${randomUUID()}`
  if (!(await claim(path, before.id, next, content))) {
    await finishSwap(path, before.id)
    return 'conflict'
  }
  // From here on `next` belongs to everybody: a writer that fails must leave it for others to finish with.
  if ((await readState(path))?.id === before.id) await renameOnce(next, path)
  else if (await removed(next)) return 'conflict'
  await removePassed(path)
  return 'swapped'
}

/** True: the claim came after its state had passed. False: somebody else has done the renaming meanwhile. */
async function removed(next: string): Promise<boolean> {
  return (await unless(['ENOENT'], async () => unlink(next).then(() => true))) ?? false
}

/** Writes `next` and tries to be the one writer that claims a state. */
async function claim(path: string, state: string, next: string, content: Uint8Array): Promise<boolean> {
  try {
    await writeDurably(next, content)
    // After a loss of power there must be no claim without its `next`.
    await syncFolder(dirname(path))
    await link(next, claimPath(path, state))
    return true
  } catch (error) {
    await rm(next, { force: true })
    if (errnoOf(error) !== 'EEXIST') throw error
    return false
  }
}

/** Does what a claimed swap still lacks. */
async function finishSwap(path: string, state: string): Promise<void> {
  const claimed = await claimOf(path, state)
  if (claimed === undefined) return
  const prefix = nextPrefix(path, state)
  for (const name of await namesBeginning(prefix)) {
    const candidate = await unless(['ENOENT'], () => stat(name, { bigint: true }))
    if (candidate?.ino !== claimed.ino) continue
    if ((await readState(path))?.id === state) await renameOnce(name, path)
  }
  await removePassed(path)
}

/** The `next` that is not there any more was renamed by somebody else. */
async function renameOnce(next: string, path: string): Promise<void> {
  await unless(['ENOENT'], () => rename(next, path))
  await syncFolder(dirname(path))
}

/**
 * Removes what swaps from earlier states left. The names are read before the state, so none is of a later one. A `next`
 * stays for a day: its writer may live, and learns from it whether its claim came too late.
 */
async function removePassed(path: string): Promise<void> {
  const names = await namesBeginning(swapPrefix(path))
  if (names.length === 0) return
  const current = await unless(['ENOENT'], () => stat(path))
  const state = await readState(path)
  for (const name of names) {
    if (state !== undefined && name.startsWith(`${swapPrefix(path)}${state.id}`)) continue
    const left = await unless(['ENOENT'], () => stat(name))
    const age = (current?.mtimeMs ?? 0) - (left?.mtimeMs ?? 0)
    if (name.endsWith(claimEnding) || age > day) await rm(name, { force: true })
  }
}

async function claimOf(path: string, state: string): Promise<{ readonly ino: bigint } | undefined> {
  return unless(['ENOENT'], () => stat(claimPath(path, state), { bigint: true }))
}

async function namesBeginning(prefix: string): Promise<readonly string[]> {
  const folder = dirname(prefix)
  return (await readdir(folder)).map((name) => join(folder, name)).filter((name) => name.startsWith(prefix))
}

const claimEnding = '.claim'

/** Names of this kind are removed by the next swap, never because of their age. */
export const swapName = `${temporaryPrefix}swap-`

function swapPrefix(path: string): string {
  return join(dirname(path), `${swapName}${sha256(basename(path)).slice(0, 16)}-`)
}

function nextPrefix(path: string, state: string): string {
  return `${swapPrefix(path)}${state}-`
}

function claimPath(path: string, state: string): string {
  return `${swapPrefix(path)}${state}${claimEnding}`
}

function sha256(content: Uint8Array | string): string {
  return hash('sha256', content)
}
