import type { WarningPolicy } from '../diagnostics/warning-policy.ts'
import type { Clock } from '../ports/clock.ts'
import type { Environment } from '../project/env-file.ts'
import type { IndirectSelection } from '../project/selection-words.ts'
import type { Reporter } from '../run/events.ts'
import type { ProgressBoard } from '../run/progress-board.ts'
import type { JsonObject } from '../util/json.ts'
import type { Secret } from '../util/secret.ts'

/** What every command takes. */
export interface ProjectOptions {
  /** Where to look for the project: this folder, then those above it. Default: the current one. */
  readonly projectDir?: string
  readonly profilesDir?: string
  readonly profile?: string
  readonly target?: string
  /** Stronger than `vars:` of the project file. */
  readonly vars?: JsonObject
  /** Whether what an earlier command found out about unchanged files may be used. Default: true, unless `DBT_PARTIAL_PARSE` is off. */
  readonly partialParse?: boolean
  /** The folder of compiled SQL and artifacts, relative to the project. Default: `DBT_TARGET_PATH`, then the project's. */
  readonly targetPath?: string
  /** False: no artifact is written. Default: `DBT_WRITE_JSON`, then true. */
  readonly writeJson?: boolean
  /** Nodes built at the same time. Default: the target's. */
  readonly threads?: number
  /** Takes every warning as an error. Default: as `flags:` of the project says. */
  readonly warnError?: boolean
  /** Which warnings are errors, and which are not shown. */
  readonly warnErrorOptions?: WarningPolicy
  /** Default: the environment of the process. */
  readonly environment?: Environment
  readonly signal?: AbortSignal
  /** Told what happens, in order. */
  readonly report?: Reporter
  readonly clock?: Clock
  /** Told the profile's credentials before anything else can show them, so that the caller's output leaves them out. */
  readonly hide?: (secrets: readonly Secret[]) => void
}

export interface SelectionOptions {
  /** Selectors, united: `gold+`, `tag:nightly,+orders`. None: everything. */
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  /** The name of a selector of `selectors.yml`, in place of both. Default: where both are missing, the default one. */
  readonly selector?: string
  /** Told the name of the default selector, where it holds. */
  readonly onDefaultSelector?: (name: string) => void
  readonly resourceTypes?: readonly string[]
  readonly excludeResourceTypes?: readonly string[]
  /** The folder of earlier artifacts that `state:`, `result:` and `source_status:` look at, relative to the project. */
  readonly state?: string
  /** Which tests come along with what they test. Default: `eager`. */
  readonly indirectSelection?: IndirectSelection
  /** Whether a selection that finds nothing is no mistake. */
  readonly allowEmpty?: boolean
}

/** What commands that build take. */
export interface RunOptions extends ProjectOptions, SelectionOptions {
  /** Builds also what has not changed. */
  readonly fullRefresh?: boolean
  /** After a failure, starts nothing more. */
  readonly failFast?: boolean
  /** Takes away from the environment what the project has no model for any more: `build` and `run`. */
  readonly prune?: boolean
  /** Leaves the rows of sources and parents out: what is built and tested shows only that everything fits together. */
  readonly empty?: boolean
  /** Keeps the rows that fail tests whose configuration does not say whether to. */
  readonly storeFailures?: boolean
  /** Shows personal values of failing rows as they are. Default: columns that are tagged `pii` are masked. */
  readonly unmask?: boolean
  /** Where nodes tell how far they are while they run, for a caller that draws it. */
  readonly progress?: ProgressBoard
}

export const systemClock: Clock = { now: () => new Date() }
