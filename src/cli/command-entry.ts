import { type FlagGroup, outputFlags, projectFlags, warningFlags } from './flags.ts'

/** A command as data: the parser and the help read it from here. What it does is in `commands.ts` under its name. */
export interface CommandEntry {
  /** Two words for a command below another: `docs generate`. */
  readonly name: string
  readonly alias?: string
  /** dbt's old word for the last of its name; lists of commands do not have it. */
  readonly oldWord?: string
  /** Arguments behind the name, as commander reads them: `[code]`. */
  readonly takes?: string
  readonly summary: string
  readonly example: string
  /** Where the help lists it. */
  readonly group: 'Build and test:' | 'Look:' | 'Lake:' | 'Project:'
  readonly flags: readonly FlagGroup[]
}

/** The flags of every command that reads a project. */
export const always: readonly FlagGroup[] = [projectFlags, outputFlags, warningFlags]
