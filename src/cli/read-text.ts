import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { projectFiles } from '../project/find-project.ts'
import type { Flags } from './flags.ts'

/**
 * Finds the texts that messages point into: files, relative to the project's folder, and what was written on the command
 * line, under the names of the flags. `others`: what a command has read from elsewhere.
 */
export function readerFor(
  flags: Flags,
  { folder, others }: { readonly folder: string; readonly others: ReadonlyMap<string, string> },
): (file: string) => string | undefined {
  const root = projectRoot(resolve(folder, flags.projectDir ?? '.'), folder)
  const written = new Map([
    ['--select', flags.select?.join(' ')],
    ['--exclude', flags.exclude?.join(' ')],
    ['--selector', flags.selector],
    ['--inline', flags.inline],
    ['--vars', flags.vars],
    ['--warn-error-options', flags.warnErrorOptions],
  ])
  return (file) => {
    const text = written.get(file) ?? others.get(file)
    if (text !== undefined || written.has(file)) return text
    try {
      return readFileSync(resolve(root, file), 'utf8').replace(/^\uFEFF/, '')
    } catch {
      return undefined
    }
  }
}

function projectRoot(folder: string, otherwise: string): string {
  if (projectFiles.some((file) => existsSync(join(folder, file)))) return folder
  const parent = dirname(folder)
  return parent === folder ? otherwise : projectRoot(parent, otherwise)
}
