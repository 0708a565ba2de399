/** A flag of dbt that is read for the sake of scripts written for dbt; the help does not list it. */
export interface DbtFlag {
  /** Without dashes. Those without a value are read with `no-` in front too. */
  readonly name: string
  readonly takesValue?: boolean
  /** Why it cannot be had, and what to do. None: what it asks for is so, or makes no difference here. */
  readonly refused?: string
}

const environment = 'What is not selected is read from the environment of the target, as its last run left it.'
const microbatch = 'Models are not built in batches of time.'

export const dbtFlags: readonly DbtFlag[] = [
  { name: 'cache-selected-only' },
  { name: 'hints-enabled' },
  { name: 'log-cache-events' },
  { name: 'macro-debugging' },
  { name: 'populate-cache' },
  { name: 'send-anonymous-usage-stats' },
  { name: 'show-all-deprecations' },
  { name: 'static-parser' },
  { name: 'use-colors-file' },
  { name: 'use-experimental-parser' },
  { name: 'version-check' },
  { name: 'defer', refused: environment },
  { name: 'favor-state', refused: environment },
  { name: 'defer-state', takesValue: true, refused: environment },
  { name: 'event-time-start', takesValue: true, refused: microbatch },
  { name: 'event-time-end', takesValue: true, refused: microbatch },
  { name: 'sample', takesValue: true, refused: microbatch },
  { name: 'printer-width', takesValue: true, refused: 'Lines are as wide as the terminal.' },
  { name: 'record-timing-info', takesValue: true, refused: 'target/run_results.json has the times of every node.' },
  { name: 'single-threaded', refused: 'Use --threads 1.' },
]
