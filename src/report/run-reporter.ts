import type { NodeId } from '../manifest/node-id.ts'
import type { Clock } from '../ports/clock.ts'
import type { Reporter, RunEvent } from '../run/events.ts'
import type { NodeProgress } from '../run/progress-board.ts'
import type { Terminal } from './terminal.ts'

/** A reporter with something to put away: timers, a hidden cursor. */
export interface RunReporter {
  readonly report: Reporter
  /** Shows what is held back and stops. Safe to call twice, and without a run having ended. */
  close(): void
}

/** Calls `act` again and again; returns what stops it. */
export type Every = (milliseconds: number, act: () => void) => () => void

/** Where a reporter writes, and what it may ask for. */
export interface ReportOptions {
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  readonly terminal: Terminal
  /** The text of a file of the project, for lines and code frames. */
  readonly read: (file: string) => string | undefined
  readonly clock: Clock
  readonly every: Every
  /** How far a node is that runs. */
  readonly progressOf?: ((id: NodeId) => NodeProgress | undefined) | undefined
  /** tpchmodel's own version. */
  readonly version: string
}

/** What to do with each type of event: the compiler asks for every one. */
export type Reporters = {
  readonly [Type in RunEvent['type']]: (event: Extract<RunEvent, { readonly type: Type }>) => void
}

export function dispatch(reporters: Reporters): Reporter {
  // The key and the event come from one object, which the compiler cannot see through an index.
  return (event) => (reporters[event.type] as (event: RunEvent) => void)(event)
}
