import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { projectNotFound } from './diagnostics.ts'

/** The files that make a folder a project; the first that is there counts. */
export const projectFiles = ['project.yml', 'dbt_project.yml'] as const

export type FoundProject =
  | { readonly ok: true; readonly root: string; readonly file: (typeof projectFiles)[number] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** The project that a folder belongs to: the nearest folder, itself or above, that holds a project file. */
export async function findProject(startFolder: string): Promise<FoundProject> {
  const start = resolve(startFolder)
  for (let folder = start; ; folder = dirname(folder)) {
    for (const file of projectFiles) {
      if (await isFile(join(folder, file))) return { ok: true, root: folder, file }
    }
    if (folder === dirname(folder)) return { ok: false, diagnostics: [projectNotFound(start, projectFiles)] }
  }
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true
}
