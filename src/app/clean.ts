import { rm, stat } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { loadSettings } from './load-settings.ts'
import type { ProjectOptions } from './options.ts'
import { removeWorkFolders, workFolders } from './work-folder.ts'

/**
 * Removes the project's `clean-targets` and the work folders of runs that were killed. Folders outside of the project,
 * and the lake, are refused. Returns what was there and is gone, relative to the project. Throws `ProjectError`.
 */
export async function clean(options: ProjectOptions = {}): Promise<readonly string[]> {
  const { project, target } = await loadSettings(options)
  const folders = [...new Set(project.paths.cleanTargets)]
  const lake = target.lake?.type === 'local' ? target.lake.path : undefined
  const kept = [...project.paths.models, ...project.paths.seeds, ...project.paths.macros, ...project.paths.tests]
  const refused = folders.filter((folder) => {
    const path = resolve(project.root, folder)
    return (
      !isInside(project.root, path) ||
      [...kept.map((own) => resolve(project.root, own)), lake].some(
        (own) => own !== undefined && isInside(path, own, true),
      )
    )
  })
  if (refused.length > 0) {
    throw new ProjectError(
      refused.map((folder) => ({
        code: 'project/wrong-value',
        message: `"clean-targets" names "${folder}", which lies outside of the project or holds its sources or its lake.`,
        location: { file: project.file, start: 0, end: 0 },
        hint: 'Nothing was removed. Name folders that a build can make again.',
      })),
    )
  }
  const removed: string[] = []
  for (const folder of folders) {
    const path = resolve(project.root, folder)
    if ((await stat(path).catch(() => undefined)) === undefined) continue
    await rm(path, { recursive: true, force: true })
    removed.push(folder)
  }
  if (await removeWorkFolders(project.root)) removed.push(workFolders)
  return removed
}

/** Whether `path` is below `folder`; with `orSame` also when it is `folder`. */
function isInside(folder: string, path: string, orSame = false): boolean {
  const way = relative(folder, path)
  return (way !== '' || orSame) && !way.startsWith('..') && !isAbsolute(way)
}
