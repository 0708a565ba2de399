import { ProjectError } from '../diagnostics/diagnostic.ts'
import { noLake } from '../environments/diagnostics.ts'
import type { StateName } from '../environments/pointer.ts'
import type { Workspace } from './load-workspace.ts'
import { possibleEnvironment } from './open-lake.ts'
import type { SessionView } from './with-session.ts'

/** Of commands that read tables: which state of which environment. */
export interface ReadingOptions {
  /** The environment that is read. Default: the target's. */
  readonly published?: string
  /** A state that it showed before: after a run, at an epoch. Default: what it shows now. */
  readonly asOf?: StateName
  /** `failed`: in place of what readers see, the versions that failed a test when last built. */
  readonly version?: 'failed'
}

/** A workspace whose target has the environment that is to be read, and what is to be read of it. Throws `ProjectError`. */
export function readingOf(
  { published, asOf, version }: ReadingOptions,
  workspace: Workspace,
): { readonly workspace: Workspace; readonly view: SessionView; readonly isAsked: boolean } {
  const isAsked = published !== undefined || asOf !== undefined || version !== undefined
  if (!isAsked) return { workspace, view: {}, isAsked }
  const { target } = workspace
  if (target.lake === undefined) throw new ProjectError([noLake(target.name)])
  if (asOf !== undefined && version !== undefined) throw new ProjectError([failedNowOnly])
  const environment = possibleEnvironment(published ?? target.environment)
  const view = {
    isNamed: published !== undefined,
    failed: version === 'failed',
    ...(asOf !== undefined && { state: asOf }),
  }
  return { workspace: { ...workspace, target: { ...target, environment } }, view, isAsked }
}

const failedNowOnly = {
  code: 'cli/usage',
  message: 'An earlier state and the versions that failed cannot both be asked for.',
  hint: 'Leave out --version, or --epoch and --run.',
} as const
