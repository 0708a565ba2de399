import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ListedObject } from '../../ports/store.ts'
import { temporaryPrefix } from '../../ports/store-key.ts'
import { unless } from './errno.ts'
import { explained } from './failure.ts'
import { swapName } from './swap.ts'

const day = 24 * 60 * 60 * 1000

/**
 * Every object whose key begins with the prefix, sorted by the bytes of its key. Removes what writers that died more
 * than a day before `now` left in the folders it passes. Symbolic links are not followed.
 */
export async function* walk(root: string, prefix: string, now: Date): AsyncIterable<ListedObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  yield* walkFolder({ root, prefix, now }, folder)
}

interface Walk {
  readonly root: string
  readonly prefix: string
  readonly now: Date
}

async function* walkFolder(task: Walk, folder: string): AsyncIterable<ListedObject> {
  for (const key of await keysIn(task, folder)) {
    if (key.endsWith('/')) {
      yield* walkFolder(task, key)
      continue
    }
    // A file that went away while the walk was on its way is no error.
    const status = await unless(['ENOENT'], () => stat(join(task.root, key)))
    if (status?.isFile()) yield { key, bytes: status.size, modified: status.mtime }
  }
}

/** Keys of the files and, ending in a slash, of the folders in a folder, as far as the prefix allows them. */
async function keysIn({ root, prefix, now }: Walk, folder: string): Promise<readonly string[]> {
  const path = join(root, folder)
  const entries = await explained({ verb: 'list', path: join(path, '.') }, () =>
    unless(['ENOENT', 'ENOTDIR'], () => readdir(path, { withFileTypes: true })),
  )
  const keys: string[] = []
  for (const entry of entries ?? []) {
    if (entry.name.startsWith(temporaryPrefix)) await sweep(join(path, entry.name), now)
    else if (entry.isDirectory()) keys.push(`${folder}${entry.name}/`)
    else if (entry.isFile()) keys.push(`${folder}${entry.name}`)
  }
  return keys.filter((key) => key.startsWith(prefix) || (key.endsWith('/') && prefix.startsWith(key))).sort(byBytes)
}

async function sweep(path: string, now: Date): Promise<void> {
  if (path.includes(swapName)) return
  await unless(['ENOENT', 'EACCES', 'EPERM', 'EROFS'], async () => {
    const status = await stat(path)
    if (now.getTime() - status.mtimeMs > day) await rm(path, { force: true, recursive: true })
  })
}

/** The order of keys in S3: by their UTF-8 bytes, which differs from JavaScript's for characters beyond 16 bits. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
