import type { IndirectSelection } from '../project/selection-words.ts'

/** What the flags of a command line give, as commander names them. */
export interface Flags {
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
  readonly selector?: string
  readonly resourceType?: readonly string[]
  readonly excludeResourceType?: readonly string[]
  readonly indirectSelection?: IndirectSelection
  readonly allowEmpty?: boolean
  readonly target?: string
  readonly profile?: string
  readonly projectDir?: string
  readonly profilesDir?: string
  readonly vars?: string
  readonly partialParse?: boolean
  readonly targetPath?: string
  readonly writeJson?: boolean
  /** False: `--no-compile`. */
  readonly compile?: boolean
  readonly emptyCatalog?: boolean
  readonly threads?: number
  readonly fullRefresh?: boolean
  readonly failFast?: boolean
  readonly storeFailures?: boolean
  readonly unmask?: boolean
  readonly all?: boolean
  readonly wide?: boolean
  readonly dryRun?: boolean
  readonly output?: string
  readonly outputKeys?: readonly string[]
  readonly inline?: string
  readonly failures?: string
  readonly limit?: number
  readonly csvSafe?: boolean
  readonly name?: string
  readonly yes?: boolean
  readonly file?: string
  readonly out?: string
  readonly environment?: string
  readonly logPath: string
  readonly logLevelFile: 'debug' | 'info' | 'warn' | 'error' | 'none'
  readonly logFormatFile: 'text' | 'debug' | 'json' | 'default'
  readonly logFileMaxBytes: number
  readonly warnError?: boolean
  readonly warnErrorOptions?: string
  readonly quiet?: boolean
  /** False: `--no-color`. */
  readonly color: boolean
  readonly logFormat: 'text' | 'json'
  /** With `--quiet`, `error` at least. */
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'none'
  readonly progress: 'auto' | 'plain' | 'live'
  readonly state?: string
  readonly junit?: string
  readonly args?: string
  readonly scale?: string
  readonly connection?: string
  readonly schema?: string
  readonly replace?: boolean
  readonly prune?: boolean
  readonly to?: string
  readonly epoch?: number
  readonly run?: string
  readonly version?: 'shown' | 'failed'
  readonly from?: string
  readonly steps?: number
  readonly lake?: boolean
  readonly keep?: number
  readonly olderThan?: string
  readonly empty?: boolean
}

/** A flag as data: the parser, the help and whatever else speaks of flags read it from here. */
export interface Flag {
  /** As commander reads it: `-t, --target <name>`. */
  readonly flags: string
  readonly says: string
  readonly choices?: readonly string[]
  /** What it is when it is not given. */
  readonly preset?: string | number
  /** Its value is a whole number, and at least this. */
  readonly wholeNumberFrom?: number
  /** Other spellings that dbt knows, as commander reads them without a value; the help does not list them. */
  readonly also?: readonly string[]
  /** dbt's environment variable behind its prefix: `TARGET` for `DBT_TARGET`. Every flag has one that begins with `TPCHMODEL_`. */
  readonly dbt?: string
  /** `flags:` of the project file has a default for it, under the name of `dbt` in small letters. */
  readonly fromProject?: boolean
}

/** Flags that stand together in the help, below a title. */
export interface FlagGroup {
  readonly title: string
  readonly flags: readonly Flag[]
}

/** Of every command that reads a project: which one. */
export const projectFlags: FlagGroup = {
  title: 'Project:',
  flags: [
    { flags: '-t, --target <name>', says: 'target of the profile', dbt: 'TARGET' },
    { flags: '--profile <name>', says: 'profile, instead of the one the project names', dbt: 'PROFILE' },
    {
      flags: '--project-dir <folder>',
      says: 'folder of the project; default: this one or the nearest above it',
      dbt: 'PROJECT_DIR',
    },
    { flags: '--profiles-dir <folder>', says: 'folder of profiles.yml', dbt: 'PROFILES_DIR' },
    { flags: '--vars <yaml>', says: "variables, as YAML: '{as_of: 1998-08-02}'" },
    {
      flags: '--no-partial-parse',
      says: 'read and check every file anew',
      dbt: 'PARTIAL_PARSE',
      fromProject: true,
    },
    {
      flags: '--target-path <folder>',
      says: 'folder of compiled SQL and artifacts; default: target',
      dbt: 'TARGET_PATH',
    },
    { flags: '--no-write-json', says: 'write no artifacts', dbt: 'WRITE_JSON', fromProject: true },
  ],
}

export const noColor: Flag = {
  flags: '--no-color',
  says: 'no colors',
  also: ['--no-use-colors'],
  dbt: 'USE_COLORS',
  fromProject: true,
}

/** Of every command that reads a project. */
export const outputFlags: FlagGroup = {
  title: 'Output:',
  flags: [
    { flags: '-q, --quiet', says: 'only errors and results', dbt: 'QUIET' },
    noColor,
    {
      flags: '--log-format <format>',
      says: 'lines for people or for programs',
      choices: ['text', 'json'],
      preset: 'text',
      dbt: 'LOG_FORMAT',
      fromProject: true,
    },
    {
      flags: '--log-level <level>',
      says: 'what is told at least; debug: also what templates log without info',
      choices: ['debug', 'info', 'warn', 'error', 'none'],
      preset: 'info',
      dbt: 'LOG_LEVEL',
      fromProject: true,
    },
    {
      flags: '--progress <mode>',
      says: 'how a run is shown while it works',
      choices: ['auto', 'plain', 'live'],
      preset: 'auto',
    },
  ],
}

/** Of commands that run: the file of the log. */
export const logFlags: FlagGroup = {
  title: 'Log file:',
  flags: [
    {
      flags: '--log-path <folder>',
      says: 'folder of tpchmodel.log, in the project',
      preset: 'logs',
      dbt: 'LOG_PATH',
      fromProject: true,
    },
    {
      flags: '--log-level-file <level>',
      says: 'what is written to it',
      choices: ['debug', 'info', 'warn', 'error', 'none'],
      preset: 'debug',
      dbt: 'LOG_LEVEL_FILE',
      fromProject: true,
    },
    {
      flags: '--log-format-file <format>',
      says: 'how it is written',
      choices: ['text', 'json', 'debug', 'default'],
      preset: 'text',
      dbt: 'LOG_FORMAT_FILE',
      fromProject: true,
    },
    {
      flags: '--log-file-max-bytes <n>',
      says: 'a file this large is put aside, five are kept; 0: never',
      wholeNumberFrom: 0,
      preset: 10485760,
      dbt: 'LOG_FILE_MAX_BYTES',
      fromProject: true,
    },
  ],
}

/** Of every command that reads a project: what becomes of warnings. */
export const warningFlags: FlagGroup = {
  title: 'Warnings:',
  flags: [
    { flags: '--warn-error', says: 'take every warning as an error', dbt: 'WARN_ERROR' },
    {
      flags: '--warn-error-options <yaml>',
      says: "some of them: '{error: all, warn: [parse/unknown-node], silence: [test/failed]}'",
      dbt: 'WARN_ERROR_OPTIONS',
    },
  ],
}

/** Of commands that work on selected nodes. */
export const selectionFlags: FlagGroup = {
  title: 'Selection:',
  flags: [
    {
      flags: '-s, --select <selectors...>',
      says: 'nodes: gold+, tag:nightly, +orders, path:models/gold, a,b',
      also: ['-m, --models', '--model'],
    },
    { flags: '--exclude <selectors...>', says: 'nodes to leave out' },
    { flags: '--selector <name>', says: 'a selector of selectors.yml, in place of both' },
    {
      flags: '--resource-type <types...>',
      says: 'model, seed, source, test, unit_test, exposure',
      also: ['--resource-types'],
      dbt: 'RESOURCE_TYPES',
    },
    {
      flags: '--exclude-resource-type <types...>',
      says: 'types of nodes to leave out',
      also: ['--exclude-resource-types'],
      dbt: 'EXCLUDE_RESOURCE_TYPES',
    },
    {
      flags: '--indirect-selection <mode>',
      says: 'which tests come along with what they test; default: eager',
      choices: ['eager', 'cautious', 'buildable', 'empty'],
      dbt: 'INDIRECT_SELECTION',
      fromProject: true,
    },
    {
      flags: '--state <folder>',
      says: 'folder of earlier artifacts: for state:, result:, source_status:',
      dbt: 'STATE',
    },
    { flags: '--allow-empty', says: 'take it as no mistake that nothing is selected' },
  ],
}

export const fullRefresh: Flag = {
  flags: '-f, --full-refresh',
  says: 'build also what has not changed',
  dbt: 'FULL_REFRESH',
}

/** Of commands that build, test or compile. */
export const empty: Flag = {
  flags: '--empty',
  says: 'leave the rows of sources and parents out, to see that everything fits together; publishes nothing',
  dbt: 'EMPTY',
}

export const dryRun: Flag = { flags: '--dry-run', says: 'print what would be done, and do nothing' }

/** Of commands that build or test. */
export const runFlags: FlagGroup = {
  title: 'Run:',
  flags: [
    { flags: '--threads <n>', says: 'nodes at the same time', wholeNumberFrom: 1 },
    { flags: '--junit <file>', says: 'write what was tested as JUnit XML' },
    fullRefresh,
    { flags: '-x, --fail-fast', says: 'start nothing more after the first failure', dbt: 'FAIL_FAST' },
    dryRun,
  ],
}

/** Of commands that publish models. */
export const prune: Flag = {
  flags: '--prune',
  says: 'take away from the environment what the project has no model for',
}

/** Of commands that print rows as a table. */
export const tableFlags: readonly Flag[] = [
  { flags: '--all', says: 'all columns: those that do not fit the window stand below the others' },
  { flags: '--wide', says: 'all columns side by side and whole values, however long the lines are' },
]

/** Of commands that print rows. */
export const unmaskFlag: Flag = {
  flags: '--unmask',
  says: 'show the values of columns that are tagged pii',
}

/** Of commands that test. */
export const testFlags: FlagGroup = {
  ...runFlags,
  flags: [
    ...runFlags.flags,
    {
      flags: '--store-failures',
      says: 'keep the rows that fail a test, in <schema>_dbt_test__audit',
      dbt: 'STORE_FAILURES',
    },
    unmaskFlag,
  ],
}

/** Of `retry`; every other option is that of the command that is done again. */
export const retryFlags: FlagGroup = {
  title: 'Run:',
  flags: [
    { flags: '--state <folder>', says: 'folder of its run_results.json; default: the target folder', dbt: 'STATE' },
    { flags: '--threads <n>', says: 'nodes at the same time', wholeNumberFrom: 1 },
    fullRefresh,
    { flags: '--junit <file>', says: 'write what was tested as JUnit XML' },
    unmaskFlag,
  ],
}

/** The format of what a command prints. `otherwise` says for people what it is when nobody asks. */
export function outputFlag(choices: readonly string[], otherwise: string): Flag {
  return { flags: '-o, --output <format>', says: `format of the result; default: ${otherwise}`, choices }
}

/** Of commands that print rows as CSV. */
export const csvSafe: Flag = {
  flags: '--csv-safe',
  says: "in CSV for a spreadsheet: texts that it would compute, such as =1+1, begin with '",
}
