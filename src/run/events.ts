import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NewestRow } from '../ports/extractor.ts'
import type { Json } from '../util/json.ts'

/** How one node ended. Seconds are wall time. */
export type NodeResult =
  | { readonly status: 'success'; readonly seconds: number; readonly rows?: number; readonly bytes?: number }
  /** A version with the same fingerprint exists; nothing was computed. */
  | { readonly status: 'reused'; readonly seconds: number; readonly fingerprint: Fingerprint; readonly run: string }
  | { readonly status: 'error'; readonly seconds: number; readonly diagnostic: Diagnostic }
  | { readonly status: 'pass'; readonly seconds: number }
  | { readonly status: 'warn' | 'fail'; readonly seconds: number; readonly failure: TestFailure }
  /** A source whose newest row is young enough, or older than a warning or an error is for. */
  | { readonly status: 'fresh'; readonly seconds: number; readonly age: SourceAge }
  | {
      readonly status: 'aging' | 'stale'
      readonly seconds: number
      readonly age: SourceAge
      /** Undefined where nobody wants to be warned. */
      readonly diagnostic?: Diagnostic
    }
  /** `because`: the failed node or test it descends from; none when the run was stopped. */
  | { readonly status: 'skipped'; readonly because?: NodeId; readonly reason: string }

/** What a source was found to be. */
export interface SourceAge extends NewestRow {
  /** From the newest row to the question; undefined where there is no row. */
  readonly seconds: number | undefined
}

export interface TestFailure {
  /** What `fail_calc` gave. */
  readonly failures: number
  /** Rows of the tested relation, where there is one: the share is `failures / tested`. */
  readonly tested?: number
  /** The condition that made it fail: `!= 0`. */
  readonly condition: string
  readonly columns: readonly TypedColumn[]
  /** At most five of the failing rows. Personal values are masked. */
  readonly rows: readonly (readonly Json[])[]
  /** The columns of which that is so. */
  readonly masked?: readonly string[]
  /** The compiled query, relative to the project's folder. */
  readonly compiledPath: string
  /** Runs in a row, up to this one, that the test passed; below zero: that it did not. Left out where nothing is known. */
  readonly streak?: number
  /** The relation that keeps all failing rows, where one does. */
  readonly keptIn?: string
  /** Names of the models that it keeps from being published, and whose versions are kept to be looked at. */
  readonly heldBack?: readonly string[]
}

export interface NodeRun {
  readonly node: Node
  readonly result: NodeResult
  readonly startedAt: Date
  readonly finishedAt: Date
}

export interface RunSummary {
  readonly runId: string
  readonly runs: readonly NodeRun[]
  readonly seconds: number
  /** `published` names the models readers see anew; `kept` says why nothing was published. */
  readonly published: readonly NodeId[]
  /** A sentence such as `2 models failed; readers see what they saw before.` */
  readonly kept?: string
  readonly interrupted: boolean
  /** Failures of the run that belong to no node, such as a lake that cannot be written at the end. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Everything a command tells the outside while it works, in order. */
export type RunEvent =
  | {
      readonly type: 'run-started'
      readonly runId: string
      readonly project: string
      readonly target: string
      readonly environment: string
      /** For people: `embedded PostgreSQL → lake/`. */
      readonly route: string
      readonly engine: string
      readonly threads: number
      /** Nodes by type: models, tests, seeds, sources. */
      readonly counts: Readonly<Record<string, number>>
      readonly parseSeconds: number
      readonly total: number
      /** All nodes of the project: reporters name what a test is declared on and why a node was skipped. */
      readonly nodes?: ReadonlyMap<NodeId, Node>
      /** Those that the run works on: reporters wait for the tests of a model before its line is complete. */
      readonly selected?: ReadonlySet<NodeId>
      /** What nodes took when they were last built or tested. */
      readonly lastSeconds?: ReadonlyMap<NodeId, number>
    }
  | {
      readonly type: 'node-started'
      readonly node: Node
      readonly index: number
      readonly total: number
      readonly at: Date
    }
  | { readonly type: 'node-finished'; readonly run: NodeRun; readonly index: number; readonly total: number }
  | { readonly type: 'warning'; readonly diagnostic: Diagnostic }
  /** A template called `log(…, info=true)`, with `debug` without `info`, or with `printed` `print(…)`, which is shown whatever else is not. */
  | {
      readonly type: 'message'
      readonly text: string
      readonly at: Date
      readonly printed?: boolean
      readonly debug?: boolean
    }
  | {
      readonly type: 'published'
      readonly environment: string
      readonly epoch: number
      readonly nodes: readonly NodeId[]
    }
  | { readonly type: 'run-finished'; readonly summary: RunSummary }

/** Receives what happens during a run. The terminal, `--log-format json` and CI annotations are three of these. */
export type Reporter = (event: RunEvent) => void
