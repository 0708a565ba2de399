import type { CompileWorld } from '../compile/compile-node.ts'
import type { CompiledNode } from '../compile/compiled-node.ts'
import type { WarningPolicy } from '../diagnostics/warning-policy.ts'
import type { MakeViews } from '../environments/derived.ts'
import type { Holder, LeaseRecord } from '../environments/lease.ts'
import type { Graph } from '../graph/graph.ts'
import type { Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { Plan } from '../plan/step.ts'
import type { Clock } from '../ports/clock.ts'
import type { Engine } from '../ports/engine.ts'
import type { Extractor } from '../ports/extractor.ts'
import type { Store } from '../ports/store.ts'
import type { Reporter } from './events.ts'
import type { ProgressBoard } from './progress-board.ts'

/** Everything a run works with. Who opened the engine and the store closes them. */
export interface RunInput {
  readonly plan: Plan
  readonly world: CompileWorld
  readonly graph: Graph
  readonly engine: Engine
  /** None: models live in the target's database. */
  readonly store: Store | undefined
  /** Makes the DuckDB file of an environment's views. */
  readonly makeViews: MakeViews
  /** Opens a connection of the target by its name; the run closes what it opened. */
  readonly openExtractor: (connection: string) => Promise<Extractor>
  /** An empty folder, absolute, for files of this run; removed by the caller. The engine may read and write there. */
  readonly workFolder: string
  /** Absolute. */
  readonly projectRoot: string
  /** Where a node's final SQL is kept, relative to the project. */
  readonly compiledPath: (node: Node) => string
  /** Told the final SQL of each node before it runs. */
  readonly onCompiled: (compiled: CompiledNode) => Promise<void>
  readonly runId: string
  /** Who asks for the environment's lease. */
  readonly holder: Holder
  /** Whether the process of a holder has ended. */
  readonly isGone: (holder: LeaseRecord) => boolean
  readonly threads: number
  readonly failFast: boolean
  readonly fullRefresh: boolean
  /** Whether columns of seeds get the types that dbt gives them; otherwise those that DuckDB finds. */
  readonly dbtSeeds: boolean
  /** What becomes of published tables that the project has no model for. */
  readonly leftOvers: 'kept' | 'told' | 'removed'
  /** What becomes of warnings, those of tests among them. */
  readonly warningPolicy: WarningPolicy
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly report: Reporter
  /** Where nodes tell how far they are; none where nobody looks. */
  readonly progress?: ProgressBoard
  /** Shows personal values of failing rows as they are. */
  readonly unmask?: boolean
  /** What earlier runs say. */
  readonly history: { readonly streaks: ReadonlyMap<NodeId, number> }
}
