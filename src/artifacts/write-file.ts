import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { systemReason } from '../util/system-reason.ts'
import { unwritable } from './diagnostics.ts'

const chunkSize = 1024 * 1024

/** Makes a folder and those above it. `shownAs` names the file it is made for. Throws `ProjectError`. */
export async function makeFolder(folder: string, shownAs: string): Promise<void> {
  await told(shownAs, () => mkdir(folder, { recursive: true }))
}

/** Writes a small file in place. Throws `ProjectError`. */
export async function writeText(path: string, text: string, shownAs: string): Promise<void> {
  // At once: to hand a file of some lines to another thread, three times, takes longer than writing it.
  await told(shownAs, async () => writeFileSync(path, text))
}

/** Replaces a file: a reader sees the old one or the new one, whole. Throws `ProjectError`. */
export async function replaceText(path: string, parts: Iterable<string>, shownAs: string): Promise<void> {
  await replaceFile(path, chunks(parts), shownAs)
}

/** The same for a file in few pieces of any kind. */
export async function replaceFile(path: string, pieces: Iterable<string | Uint8Array>, shownAs: string): Promise<void> {
  const temporary = join(dirname(path), `.tmp-${randomUUID()}`)
  await makeFolder(dirname(path), shownAs)
  await told(shownAs, async () => {
    try {
      await writeFile(temporary, pieces)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

/** Few large pieces instead of many small ones. */
export function* chunks(parts: Iterable<string>): Iterable<string> {
  let chunk = ''
  for (const part of parts) {
    chunk += part
    if (chunk.length < chunkSize) continue
    yield chunk
    chunk = ''
  }
  yield chunk
}

async function told(shownAs: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const reason = systemReason(error)
    if (reason === undefined) throw error
    throw new ProjectError([unwritable(shownAs, reason)])
  }
}
