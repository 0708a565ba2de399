import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { StoreError } from '../../ports/store.ts'
import { errnoOf } from './errno.ts'

/** What was being done when the system refused. */
export interface Attempt {
  readonly verb: 'read' | 'write' | 'list' | 'delete'
  readonly path: string
  /** How much was to be written. */
  readonly bytes?: number
}

/** Runs a step; what the system refuses becomes a `StoreError` that says what is wrong and what is needed. */
export async function explained<T>(attempt: Attempt, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw await explain(attempt, error)
  }
}

async function explain(attempt: Attempt, error: unknown): Promise<unknown> {
  const code = errnoOf(error)
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return noSpace(attempt, code)
    case 'EACCES':
    case 'EPERM':
      return noPermission(attempt, code)
    case 'EROFS':
      return readOnly(attempt)
    case 'ENOTDIR':
    case 'EISDIR':
    case 'ENOTEMPTY':
    case 'EEXIST':
    case 'ELOOP':
      return inTheWay(attempt, code)
    case 'ENAMETOOLONG':
      return nameTooLong(attempt)
    case 'EIO':
    case 'ESTALE':
    case 'ENXIO':
    case 'ENODEV':
    case 'ETIMEDOUT':
      return unreachable(attempt, code)
    default:
      return error
  }
}

async function noSpace({ path, bytes }: Attempt, code: string): Promise<StoreError> {
  const needed = bytes === undefined ? '' : ` ${count(bytes)} are needed.`
  const free = code === 'ENOSPC' ? await freeBytes(path) : undefined
  const left = free === undefined ? '' : ` ${count(free)} are free.`
  const reason =
    code === 'ENOSPC'
      ? 'there is no space left'
      : `the user's quota or a limit on the size of files is reached (${code})`
  return new StoreError(
    'store/full',
    `"${path}" cannot be written: ${reason}.${needed}${left}`,
    'Free some space, or give the lake another folder. What was published before is unchanged.',
  )
}

function noPermission({ verb, path }: Attempt, code: string): StoreError {
  const right = verb === 'read' || verb === 'list' ? 'read' : 'write'
  const links = code === 'EPERM' ? ' A lake also needs a file system that has hard links.' : ''
  return new StoreError(
    'store/denied',
    `The system does not allow to ${verb} "${path}" (${code}).`,
    `Give the user that runs this command the right to ${right} in "${dirname(path)}" and the folders below it.${links}`,
  )
}

function readOnly({ path }: Attempt): StoreError {
  return new StoreError(
    'store/denied',
    `"${path}" cannot be written: its file system is mounted read-only (EROFS).`,
    'Mount it for writing, or give the lake another folder.',
  )
}

function inTheWay({ path }: Attempt, code: string): StoreError {
  return new StoreError(
    'store/denied',
    `"${path}" cannot be used: a file, a folder or a symbolic link of that name, or of a folder above it, is in the way (${code}).`,
    'Move it away: a lake holds only folders and files that were written by its runs.',
  )
}

function nameTooLong({ path }: Attempt): StoreError {
  return new StoreError(
    'store/denied',
    `"${path}" has a part that is longer than this file system's names (ENAMETOOLONG).`,
    'Shorten the name of the model or the values of its partitions.',
  )
}

function unreachable({ verb, path }: Attempt, code: string): StoreError {
  return new StoreError(
    'store/unreachable',
    `"${path}" cannot be reached to ${verb} it (${code}).`,
    'Look whether the disk or the network drive is there and healthy.',
  )
}

/** What the file system of a path still has, as far as it can be asked. */
async function freeBytes(path: string): Promise<number | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    } catch {
      if (folder === dirname(folder)) return undefined
    }
  }
}

function count(bytes: number): string {
  return `${bytes.toLocaleString('en-US')} bytes`
}
