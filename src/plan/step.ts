import type { NodeId } from '../manifest/node-id.ts'
import type { Relation } from '../manifest/relation.ts'
import type { FailureStore } from './failure-store.ts'
import type { ParquetOptions } from './parquet-options.ts'

/** One thing a run does for a node. Steps are data, so a plan can be printed, tested and compared without a database. */
export type Step =
  /** Streams the columns that the model needs from these tables of source systems, all as they were at one moment. */
  | { readonly type: 'extract'; readonly sources: readonly NodeId[] }
  /** Reads a CSV file of the project. */
  | { readonly type: 'readSeed'; readonly file: string }
  /** Computes the model and writes its Parquet to a file that no reader knows. */
  | { readonly type: 'writeParquet'; readonly options: ParquetOptions }
  | { readonly type: 'createView'; readonly relation: Relation }
  | { readonly type: 'createTable'; readonly relation: Relation }
  /** Reads the written file back: rows, columns, and its hash. */
  | { readonly type: 'verify' }
  /**
   * Counts the rows that fail a test, on the new version. `together`: whose tests, as far as they may start at the same time,
   * are asked as one query.
   */
  | { readonly type: 'test'; readonly together?: NodeId }
  /** Keeps the rows that fail a test under a name of their own, and counts them there. */
  | { readonly type: 'keepFailures'; readonly store: FailureStore }
  /** Keeps the new version in the lake, where it is not current anywhere yet. */
  | { readonly type: 'store' }

/** A node of a plan: what it waits for, and what is done for it, in order. */
export interface PlannedNode {
  readonly id: NodeId
  /** Nodes of the same plan that must have ended well. */
  readonly waitsFor: readonly NodeId[]
  readonly steps: readonly Step[]
}

/** Everything a run will do, before it does it. */
export interface Plan {
  readonly environment: string
  /** In an order in which they could run one by one. */
  readonly nodes: readonly PlannedNode[]
  /** What the nodes read and this run does not build: taken from the environment's current versions. */
  readonly reads: readonly NodeId[]
  /** Models become current together at the end: one write of the environment's pointer. None without a lake. */
  readonly publishes: boolean
}
