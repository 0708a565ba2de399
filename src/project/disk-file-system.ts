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
  const plain = new Set<string>()
  return {
    async list(folder) {
      const start = realPath(top, folder)
      return start === undefined ? [] : listFolder({ top, plain }, folder.replace(/\/+$/, ''), [start]).sort()
    },
    async read(path) {
      const real = plain.has(path) ? join(top, path) : realPath(top, path)
      return real === undefined ? undefined : readTextFile(real, path)
    },
  }
}

interface Listing {
  readonly top: string
  /** Files that were listed and are no links: where they lead need not be found out again. */
  readonly plain: Set<string>
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
function listFolder(listing: Listing, folder: string, parents: readonly string[]): string[] {
  const prefix = folder === '' || folder === '.' ? '' : `${folder}/`
  return entriesOf(join(listing.top, folder), folder)
    .filter(({ name }) => !name.startsWith('.'))
    .flatMap((entry) => {
      const path = prefix + entry.name
      if (!entry.isFile()) return listEntry(listing, path, parents)
      listing.plain.add(path)
      return [path]
    })
}

/** A folder, or a symbolic link to a file or folder. */
function listEntry(listing: Listing, path: string, parents: readonly string[]): string[] {
  const real = realPath(listing.top, path)
  if (real === undefined || parents.includes(real)) return []
  const found = statSync(real)
  if (found.isDirectory()) return listFolder(listing, path, [...parents, real])
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
