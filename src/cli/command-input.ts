import type { RunOptions } from '../app/options.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Invocation } from '../report/json-mistakes.ts'
import type { Flags } from './flags.ts'
import type { Host } from './host.ts'
import type { RedactedOutput } from './redacted-output.ts'

/** What a command works with: its flags as the app takes them, and where it writes. */
export interface CommandInput {
  readonly flags: Flags
  /** What stands behind the command's name, flags aside. */
  readonly args: readonly string[]
  readonly options: RunOptions
  readonly output: RedactedOutput
  /** The environment variables of the process. */
  readonly environment: Host['environment']
  /** The text of a file of the project, for code frames. */
  readonly read: (file: string) => string | undefined
  /** The current folder, which files on the command line are relative to. */
  readonly folder: string
  /** The project's folder, where there is a project. */
  readonly root: string | undefined
  /** Whether nobody reads standard output any more. */
  readonly isUnread: () => boolean
  /** Texts that messages point into and no file of the project holds, by what they are called. */
  readonly written: Map<string, string>
  /** Writes warnings, framed, to standard error. */
  readonly warn: (diagnostics: readonly Diagnostic[]) => void
  /** Writes what failed, framed, to standard error, whatever was asked to be quiet. */
  readonly fail: (diagnostics: readonly Diagnostic[]) => void
  /** Whose lines a log holds: a run gives it the run's id. */
  readonly invocation: Invocation
}
