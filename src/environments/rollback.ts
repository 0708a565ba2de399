import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Store } from '../ports/store.ts'
import { tablesOf } from './change.ts'
import { filesGone } from './diagnostics.ts'
import { fileCount, missingFiles } from './missing-files.ts'
import type { StateName } from './pointer.ts'
import type { Preparation } from './publish.ts'
import { readPointer } from './read-pointer.ts'
import { findState } from './state.ts'

export interface Rollback {
  readonly environment: string
  /** The state that is to be shown again: all tables of the environment as they were. */
  readonly to: StateName
  /** The run that rolls back; it is one like any other, and can be rolled back itself. */
  readonly run: string
}

/**
 * Prepares that an environment shows an earlier state again, which is one write with nothing computed. Throws
 * `ProjectError` when the state is not kept, or files of it are gone.
 */
export async function prepareRollback(store: Store, { environment, to, run }: Rollback): Promise<Preparation> {
  const base = await readPointer(store, environment)
  const target = await findState(store, environment, to)
  const tables = [...target.tables.values()]
  const missing = await missingFiles(store, tables)
  if (missing.length > 0) {
    throw new ProjectError([filesGone(`run ${target.run}`, { missing, total: fileCount(tables) })])
  }
  const remove = [...tablesOf(base?.content).keys()].filter((key) => !target.tables.has(key))
  return { environment, base, change: { run, set: tables, remove, failed: [] }, after: target.tables }
}
