import { realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Target } from '../project/profile.ts'
import { systemReason } from '../util/system-reason.ts'

/**
 * Lends the path of a draft beside a file, and puts the draft in its place when `use` has ended well: the file is whole,
 * or as it was. Throws `ProjectError` for one in the lake, which only runs write, and where the system refuses it.
 */
export async function withOutFile<T>(file: string, target: Target, use: (draft: string) => Promise<T>): Promise<T> {
  const path = resolve(file)
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.draft`)
  try {
    if (await isInLake(path, target)) throw refused(path, 'it is in the lake, which only runs write')
    const result = await use(draft)
    await rename(draft, path)
    return result
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    const reason = isMissing(error) ? 'its folder does not exist' : systemReason(error)
    throw reason === undefined ? error : refused(path, reason)
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' && 'syscall' in error
}

/** Through links too. */
async function isInLake(path: string, { lake }: Target): Promise<boolean> {
  if (lake?.type !== 'local') return false
  const folder = await realpath(dirname(path))
  const root = await realpath(lake.path).catch(() => lake.path)
  const inside = relative(root, folder)
  return inside === '' || !(inside.startsWith('..') || isAbsolute(inside))
}

function refused(file: string, reason: string): ProjectError {
  return new ProjectError([
    {
      code: 'cli/usage',
      message: `"${file}" cannot be written: ${reason}.`,
      hint: 'Name a file in a folder that is there and may be written: --out exports/revenue.parquet',
    },
  ])
}
