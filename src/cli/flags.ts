import { type Command, InvalidArgumentError, Option } from 'commander'

/** What the flags of a command line give, as commander names them. */
export interface Flags {
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly resourceType?: readonly string[]
  readonly target?: string
  readonly profile?: string
  readonly projectDir?: string
  readonly profilesDir?: string
  readonly vars?: string
  readonly threads?: number
  readonly fullRefresh?: boolean
  readonly failFast?: boolean
  readonly dryRun?: boolean
  readonly output?: string
  readonly inline?: string
  readonly limit?: number
  /** What `explain` is asked about. */
  readonly code?: string
  readonly quiet?: boolean
  /** False: `--no-color`. */
  readonly color: boolean
  readonly logFormat: 'text' | 'json'
  readonly progress: 'auto' | 'plain' | 'live'
}

function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= minimum) return value
    throw new InvalidArgumentError(`A whole number from ${minimum} on is expected.`)
  }
}

/** Flags of every command. */
export function withProjectFlags(command: Command): Command {
  return command
    .optionsGroup('Project:')
    .option('-t, --target <name>', 'target of the profile')
    .option('--profile <name>', 'profile, instead of the one the project names')
    .option('--project-dir <folder>', 'folder of the project; default: this one or the nearest above it')
    .option('--profiles-dir <folder>', 'folder of profiles.yml')
    .option('--vars <yaml>', "variables, as YAML: '{as_of: 1998-08-02}'")
    .optionsGroup('Output:')
    .option('-q, --quiet', 'only errors and results')
    .option('--no-color', 'no colors')
    .addOption(
      new Option('--log-format <format>', 'lines for people or for programs').choices(['text', 'json']).default('text'),
    )
    .addOption(
      new Option('--progress <mode>', 'how a run is shown while it works')
        .choices(['auto', 'plain', 'live'])
        .default('auto'),
    )
}

/** Flags of commands that work on selected nodes. */
export function withSelection(command: Command): Command {
  return command
    .optionsGroup('Selection:')
    .option('-s, --select <selectors...>', 'nodes: gold+, tag:nightly, +orders, path:models/gold, a,b')
    .option('--models <selectors...>', 'the same as --select')
    .option('--exclude <selectors...>', 'nodes to leave out')
    .option('--resource-type <types...>', 'model, seed, source, test')
}

/** Flags of commands that build or test. */
export function withRunFlags(command: Command): Command {
  return command
    .optionsGroup('Run:')
    .addOption(new Option('--threads <n>', 'nodes at the same time').argParser(wholeNumber(1)))
    .option('-f, --full-refresh', 'build also what has not changed')
    .option('-x, --fail-fast', 'start nothing more after the first failure')
    .option('--dry-run', 'print what would be done, and do nothing')
}

/** Flags of commands that print rows or nodes. */
export function withOutput(command: Command, formats: readonly string[], preset: string): Command {
  return command.addOption(
    new Option('-o, --output <format>', `format of the result; default: ${preset}`).choices(formats),
  )
}

export function withLimit(command: Command): Command {
  return command
    .addOption(new Option('--limit <n>', 'rows at most').argParser(wholeNumber(0)).default(5))
    .option('--inline <sql>', 'a query to show instead of a node; ref() and macros work in it')
}
