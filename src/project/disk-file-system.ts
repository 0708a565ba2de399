import { type Dirent, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { FileError, type FileSystem } from '../ports/file-system.ts'
import { codeOf, readTextFile } from './text-file.ts'

/**
 * A project's folder on disk. What begins with a dot is not listed. Symbolic links are followed while they stay in the
 * project; one that leaves it or leads nowhere is a `FileError`, also when a folder that holds it is listed.
 */
export function diskFileSystem(root: string): FileSystem {
  const top = realpathSync.native(root)
  return {
    async list(folder) {
      const start = realPath(top, folder)
      return start === undefined ? [] : listFolder(top, folder.replace(/\/+$/, ''), [start]).sort()
    },
    async read(path) {
      const real = realPath(top, path)
      return real === undefined ? undefined : readTextFile(real, path)
    },
  }
}

/** Where a path of the project leads; undefined when nothing is there. */
function realPath(top: string, path: string): string | undefined {
  const full = resolve(top, path)
  const real = follow(full, path)
  if (!isInside(top, real ?? full)) throw new FileError(`"${path}" leads out of the project.`)
  return real
}

function follow(full: string, path: string): string | undefined {
  try {
    return realpathSync.native(full)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ELOOP') throw new FileError(`"${path}" is a symbolic link that leads back to itself.`)
    if (code === 'EACCES') throw new FileError(`Reading "${path}" is not permitted.`)
    if (code === 'ENOTDIR') return undefined
    if (code !== 'ENOENT') throw error
    const isLink = lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() === true
    if (isLink) throw new FileError(`"${path}" is a symbolic link that leads nowhere.`)
    return undefined
  }
}

function isInside(top: string, path: string): boolean {
  return path === top || path.startsWith(top.endsWith(sep) ? top : top + sep)
}

/** `parents`: the real folders above, so that a link back to one of them ends. */
function listFolder(top: string, folder: string, parents: readonly string[]): string[] {
  const prefix = folder === '' || folder === '.' ? '' : `${folder}/`
  return entriesOf(join(top, folder), folder)
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => (entry.isFile() ? [prefix + entry.name] : listEntry(top, prefix + entry.name, parents)))
}

/** A folder, or a symbolic link to a file or folder. */
function listEntry(top: string, path: string, parents: readonly string[]): string[] {
  const real = realPath(top, path)
  if (real === undefined || parents.includes(real)) return []
  const found = statSync(real)
  if (found.isDirectory()) return listFolder(top, path, [...parents, real])
  // Who reads a pipe waits for somebody to write into it, and a socket is nobody's text.
  return found.isFile() ? [path] : []
}

function entriesOf(full: string, folder: string): readonly Dirent[] {
  try {
    return readdirSync(full, { withFileTypes: true })
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOTDIR') throw new FileError(`"${folder}" is a file, a folder is expected.`)
    if (code === 'EACCES') throw new FileError(`Listing "${folder}" is not permitted.`)
    throw error
  }
}
