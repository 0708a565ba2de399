import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { externalPath } from '../compile/external-table.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import { isSource } from '../manifest/lookup.ts'
import { type Engine, QueryError } from '../ports/engine.ts'
import type { Target } from '../project/profile.ts'
import { nearest } from '../util/nearest.ts'
import type { Workspace } from './load-workspace.ts'

/**
 * Opens the target's engine. A project of `project.yml` is guarded: its SQL reads the lake, the folder of the run, the
 * seeds, declared files and what the target opens, and nothing else. Throws `ProjectError`.
 */
export async function openEngine(workspace: Workspace, workFolder: string): Promise<Engine> {
  const { target, project } = workspace
  const { openDuckDB } = await import('../engines/duckdb/duckdb-engine.ts')
  try {
    if (target.path !== ':memory:') await mkdir(dirname(target.path), { recursive: true })
    return await openDuckDB({
      ...databaseOf(target),
      spillFolder: join(workFolder, 'spill'),
      ...(target.memoryLimit !== undefined && { memoryLimit: target.memoryLimit }),
      settings: target.settings,
      extensions: target.extensions,
      ...(!project.dbt && { guard: guardOf(workspace, workFolder) }),
    })
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    const meant = nearest(/"([^"]+)"/.exec(error.message)?.[1] ?? '', error.candidates)
    throw new ProjectError([
      {
        code:
          target.extensions.length > 0 && /extension/i.test(error.message)
            ? 'engine/extension-unavailable'
            : 'engine/connect-failed',
        message: `DuckDB cannot be opened for the target "${target.name}": ${error.message}`,
        hint:
          meant === undefined ? 'Check "path", "settings" and "extensions" of the target.' : `Did you mean "${meant}"?`,
      },
    ])
  }
}

/**
 * With a lake, models are views over its files, which belong to one run and not into a database file: that is attached
 * for the tables it keeps.
 */
function databaseOf({ path, lake, database }: Target) {
  return lake === undefined || path === ':memory:' ? { path } : { path: ':memory:', attach: { path, name: database } }
}

function guardOf({ target, project, manifest }: Workspace, workFolder: string) {
  const seeds = project.paths.seeds.map((path) => resolve(project.root, path))
  const lake = target.lake?.type === 'local' ? [target.lake.path] : []
  const declared = [...manifest.nodes.values()]
    .filter(isSource)
    .flatMap(({ externalLocation }) =>
      externalLocation === undefined ? [] : [externalPath(externalLocation, project.root)],
    )
  const isPattern = (path: string) => /[*?[]/.test(path)
  // A pattern cannot be allowed as one file; the folder in front of its first wildcard can.
  const patterns = declared.filter(isPattern).map((path) => path.slice(0, path.search(/[^/]*[*?[]/)))
  const database = target.path === ':memory:' ? [] : [target.path, `${target.path}.wal`]
  return {
    folders: [workFolder, ...lake, ...seeds, ...patterns, ...target.externalAccess],
    files: [...declared.filter((path) => !isPattern(path)), ...database],
  }
}
