import { always, type CommandEntry } from './command-entry.ts'
import {
  csvSafe,
  dryRun,
  empty,
  type FlagGroup,
  fullRefresh,
  logFlags,
  noColor,
  outputFlag,
  prune,
  retryFlags,
  runFlags,
  selectionFlags,
  tableFlags,
  testFlags,
  unmaskFlag,
} from './flags.ts'
import { lakeCommands } from './lake-commands.ts'
import { lakeFlag, readingFlags } from './reading-flags.ts'

const running = [...always, logFlags, selectionFlags, runFlags]
const testing = [...always, logFlags, selectionFlags, testFlags]
const publishing: FlagGroup = { title: 'Environment:', flags: [prune] }
const rows: FlagGroup = { title: 'Rows:', flags: [empty] }

/** All commands, in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'build',
    summary: 'build, test and publish seeds and models',
    example: 'tpchmodel build --select gold+',
    group: 'Build and test:',
    flags: [...testing, publishing, rows],
  },
  {
    name: 'run',
    summary: 'build and publish models, without tests',
    example: 'tpchmodel run --select tag:nightly',
    group: 'Build and test:',
    flags: [...running, publishing, rows],
  },
  {
    name: 'test',
    summary: 'test what the environment shows',
    example: 'tpchmodel test --select silver',
    group: 'Build and test:',
    flags: [...testing, rows],
  },
  {
    name: 'seed',
    summary: 'load the CSV files of seeds/',
    example: 'tpchmodel seed --full-refresh',
    group: 'Build and test:',
    flags: running,
  },
  {
    name: 'plan',
    summary: 'say what a build would change, and why; nothing is run',
    example: 'tpchmodel plan --select gold+ --output markdown',
    group: 'Build and test:',
    flags: [
      ...always,
      selectionFlags,
      { title: 'Plan:', flags: [fullRefresh, prune, outputFlag(['text', 'json', 'markdown'], 'text')] },
    ],
  },
  {
    name: 'retry',
    summary: 'do the last command again for what failed or was skipped in it',
    example: 'tpchmodel retry',
    group: 'Build and test:',
    flags: [...always, logFlags, retryFlags],
  },
  {
    name: 'run-operation',
    takes: '<macro>',
    summary: 'call a macro by itself: it can ask the database, log and print',
    example: "tpchmodel run-operation row_counts --args '{layer: gold}'",
    group: 'Build and test:',
    flags: [
      ...always,
      logFlags,
      {
        title: 'Macro:',
        flags: [{ flags: '--args <yaml>', says: "its arguments, as YAML: '{layer: gold, limit: 3}'" }],
      },
    ],
  },
  {
    name: 'ls',
    alias: 'list',
    summary: 'list nodes',
    example: 'tpchmodel ls --select gold+ --output name',
    group: 'Look:',
    flags: [
      ...always,
      selectionFlags,
      {
        title: 'Result:',
        flags: [
          outputFlag(['selector', 'name', 'path', 'json', 'tree'], 'tree on a terminal, else selector'),
          {
            flags: '--output-keys <keys...>',
            says: 'keys of --output json, as manifest.json has them: description, config.materialized',
          },
        ],
      },
    ],
  },
  {
    name: 'show',
    summary: 'show the first rows of a model, a test or a query',
    example: 'tpchmodel show -s dim_part --limit 3',
    group: 'Look:',
    flags: [
      ...always,
      selectionFlags,
      readingFlags,
      {
        title: 'Result:',
        flags: [
          { flags: '--limit <n>', says: 'rows at most', wholeNumberFrom: 0, preset: 5 },
          { flags: '--inline <sql>', says: 'a query to show instead of a node; ref() and macros work in it' },
          { flags: '--failures <test>', says: 'the rows that fail a test, as last built or kept' },
          ...tableFlags,
          unmaskFlag,
          outputFlag(['table', 'text', 'csv', 'json'], 'table'),
          csvSafe,
        ],
      },
    ],
  },
  {
    name: 'sql',
    takes: '[query]',
    summary: 'ask what an environment shows: select * from gold.revenue',
    example: 'tpchmodel sql "select * from gold.finance_metrics" --out metrics.parquet',
    group: 'Look:',
    flags: [
      ...always,
      {
        title: 'Query:',
        flags: [
          {
            flags: '-f, --file <path>',
            says: 'a file that holds the query; without both, it is read from standard input',
          },
          lakeFlag,
        ],
      },
      readingFlags,
      {
        title: 'Result:',
        flags: [
          { flags: '--limit <n>', says: 'rows at most; default: 100 in a table, else all', wholeNumberFrom: 0 },
          { flags: '--out <file>', says: 'where the result is written; its ending tells the format' },
          ...tableFlags,
          unmaskFlag,
          outputFlag(['table', 'text', 'csv', 'json', 'jsonl', 'parquet'], 'table'),
          csvSafe,
        ],
      },
    ],
  },
  {
    name: 'compile',
    summary: "write the models' final SQL below target/compiled",
    example: 'tpchmodel compile --select fct_orders',
    group: 'Look:',
    flags: [...always, selectionFlags, rows],
  },
  {
    name: 'source freshness',
    oldWord: 'snapshot-freshness',
    summary: 'tell how old the newest rows of sources are, and which are too old',
    example: 'tpchmodel source freshness --select source:tpch',
    group: 'Look:',
    flags: [
      ...always,
      logFlags,
      selectionFlags,
      {
        title: 'Result:',
        flags: [
          { flags: '--threads <n>', says: 'sources at the same time', wholeNumberFrom: 1 },
          { flags: '-o, --output <file>', says: 'where the result is written; default: target/sources.json' },
        ],
      },
    ],
  },
  ...lakeCommands,
  {
    name: 'init',
    takes: '[folder]',
    summary: 'make a small project that builds, in an empty folder',
    example: 'tpchmodel init my_project --yes',
    group: 'Project:',
    flags: [
      {
        title: 'New project:',
        flags: [
          { flags: '--name <name>', says: 'name of the project; default: that of the folder' },
          { flags: '-y, --yes', says: 'ask nothing' },
        ],
      },
      { title: 'Output:', flags: [{ flags: '-q, --quiet', says: 'only errors', dbt: 'QUIET' }, noColor] },
    ],
  },
  {
    name: 'parse',
    summary: 'read and check the project, and write target/manifest.json',
    example: 'tpchmodel parse --target prod',
    group: 'Project:',
    flags: always,
  },
  {
    name: 'docs generate',
    summary: 'write what documentation is made from: manifest.json and catalog.json',
    example: 'tpchmodel docs generate --target prod',
    group: 'Project:',
    flags: [
      ...always,
      selectionFlags,
      {
        title: 'Result:',
        flags: [
          { flags: '--no-compile', says: 'write no manifest.json and no final SQL' },
          { flags: '--empty-catalog', says: 'look nothing up; write a catalog without tables' },
        ],
      },
    ],
  },
  {
    name: 'tpch load',
    summary: "fill a PostgreSQL of the target with TPC-H's tables",
    example: 'tpchmodel tpch load --target server --scale 1',
    group: 'Project:',
    flags: [
      ...always,
      {
        title: 'Tables:',
        flags: [
          { flags: '--scale <factor>', says: "TPC-H's scale factor, 1 for about 1 GB; default: 0.01" },
          { flags: '--connection <name>', says: 'connection of the target; default: the only one' },
          { flags: '--schema <name>', says: "schema of the tables; default: the connection's, then public" },
          { flags: '--replace', says: 'remove tables of these names first, with their rows' },
        ],
      },
    ],
  },
  {
    name: 'debug',
    summary: 'try the project, the engine, the lake and the connections',
    example: 'tpchmodel debug --target prod',
    group: 'Project:',
    flags: always,
  },
  {
    name: 'clean',
    summary: "remove the project's clean-targets; with --lake what nobody needs in the lake",
    example: 'tpchmodel clean --lake --older-than 30d --dry-run',
    group: 'Project:',
    flags: [
      ...always,
      {
        title: 'Lake:',
        flags: [
          { flags: '--lake', says: 'remove old versions, run records and states from the lake instead' },
          {
            flags: '--keep <n>',
            says: 'so many of the newest runs, and states of each environment, stay; default: 5',
            wholeNumberFrom: 0,
          },
          { flags: '--older-than <age>', says: 'what is younger stays: 12h, 30d; default: 7d' },
          dryRun,
          outputFlag(['text', 'json'], 'text'),
        ],
      },
    ],
  },
  {
    name: 'schema',
    takes: '<file>',
    summary: 'print the JSON Schema of a kind of YAML file: project, dbt-project, profiles, properties, selectors',
    example: 'tpchmodel schema properties > properties.schema.json',
    group: 'Project:',
    flags: [{ title: 'Output:', flags: [noColor] }],
  },
  {
    name: 'completion',
    takes: '<shell> [words...]',
    summary: 'print what bash, zsh or fish reads to complete commands, flags and names of the project',
    example: 'source <(tpchmodel completion bash)',
    group: 'Project:',
    flags: always,
  },
  {
    name: 'explain',
    takes: '[code]',
    summary: 'explain the code of a message; without one, list all codes',
    example: 'tpchmodel explain parse/unknown-ref',
    group: 'Project:',
    flags: [{ title: 'Output:', flags: [noColor] }],
  },
]

/** Whether a command runs nodes: what it prints are the lines of a run, and a file keeps them. */
export function isRunning({ flags }: CommandEntry): boolean {
  return flags.includes(logFlags)
}
