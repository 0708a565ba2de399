import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { systemReason } from '../util/system-reason.ts'

export interface InitOptions {
  /** Made where it is not there. Default: the current one. */
  readonly folder?: string
  /** Default: that of the folder, with underscores for what a name cannot have. */
  readonly name?: string
}

export interface Made {
  readonly name: string
  /** Absolute. */
  readonly folder: string
  /** Relative to the folder, sorted. */
  readonly files: readonly string[]
}

/** Makes a small project that builds, in an empty folder. Throws `ProjectError`, with nothing written. */
export async function init({ folder = '.', name }: InitOptions = {}): Promise<Made> {
  const root = resolve(folder)
  const projectName = checkedName(name ?? nameFor(root), name === undefined ? root : undefined)
  const template = fileURLToPath(new URL('../../templates/starter/', import.meta.url))
  try {
    const inTheWay = await contentOf(root)
    if (inTheWay.length > 0) throw new ProjectError([notEmpty(root, inTheWay)])
    const paths = await filesBelow(template)
    for (const path of paths) {
      const target = join(root, placeOf(path))
      await mkdir(dirname(target), { recursive: true })
      const content = await readFile(join(template, path), 'utf8')
      await writeFile(target, content.replaceAll('my_project', projectName), { flag: 'wx' })
    }
    return { name: projectName, folder: root, files: paths.map(placeOf).sort() }
  } catch (error) {
    const reason = systemReason(error)
    throw reason === undefined ? error : new ProjectError([unwritable(root, reason)])
  }
}

/** A name that a project may have, made of a folder's. */
export function nameFor(folder: string): string {
  return basename(resolve(folder))
    .replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}

/** What is wrong with a name, if anything is. */
export function nameProblem(name: string): string | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return undefined
  return `A project cannot be named "${name}": letters, digits and underscores are expected, and no digit first.`
}

function checkedName(name: string, folder: string | undefined): string {
  const message = nameProblem(name)
  if (message === undefined) return name
  const hint =
    folder === undefined ? 'Choose another name.' : 'The name comes from the folder. Give another with --name.'
  throw new ProjectError([{ code: 'cli/usage', message, hint }])
}

/** npm leaves files called `.gitignore` out of packages. */
function placeOf(path: string): string {
  return path === 'gitignore' ? '.gitignore' : path
}

/** A repository that was just made is empty too. */
async function contentOf(folder: string): Promise<readonly string[]> {
  const status = await stat(folder).catch(ignoreMissing)
  if (status === undefined) return []
  return (await readdir(folder)).filter((name) => name !== '.git' && name !== '.DS_Store').sort()
}

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length).replaceAll('\\', '/'))
}

const namedAtMost = 5

function notEmpty(folder: string, names: readonly string[]): Diagnostic {
  const shown = names.slice(0, namedAtMost).map((name) => `"${name}"`)
  const more = names.length > namedAtMost ? ` and ${names.length - namedAtMost} more` : ''
  return {
    code: 'project/not-empty',
    message: `"${folder}" is not empty: it holds ${shown.join(', ')}${more}. Nothing was written.`,
    hint: 'Name a folder that is empty or not there yet: tpchmodel init my_project',
  }
}

function unwritable(folder: string, reason: string): Diagnostic {
  return {
    code: 'project/unwritable',
    message: `A project cannot be made in "${folder}": ${reason}.`,
    hint: 'Name a folder in which you may write.',
  }
}
