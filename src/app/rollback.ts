import type { StateName } from '../environments/pointer.ts'
import { prepareRollback } from '../environments/rollback.ts'
import { changeEnvironment, type EnvironmentChange } from './change-environment.ts'
import { loadSettings } from './load-settings.ts'
import { knownEnvironment, withLake } from './open-lake.ts'
import type { ProjectOptions } from './options.ts'
import { withWorkFolder } from './work-folder.ts'

export interface RollbackOptions extends ProjectOptions {
  /** The environment that is changed. Default: the target's. */
  readonly published?: string
  /** The state to go back to: after a run, at an epoch, or so many states before the current one. */
  readonly to: StateName
  /** Finds out what would be changed, and changes nothing. */
  readonly dryRun?: boolean
}

/**
 * Makes an environment show an earlier state again, all at once and with nothing computed. Throws `ProjectError` where
 * that state is not kept, files of it are gone, or another run works on the environment.
 */
export async function rollback(options: RollbackOptions): Promise<EnvironmentChange> {
  const { project, target } = await loadSettings(options)
  const { to, dryRun = false } = options
  return withWorkFolder(project.root, (workFolder) =>
    withLake(target, async (store) => {
      const environment = await knownEnvironment(store, options.published ?? target.environment)
      const prepare = (run: string) => prepareRollback(store, { environment, to, run })
      return (await changeEnvironment({ store, environment, workFolder, dryRun, prepare }, options)).change
    }),
  )
}
