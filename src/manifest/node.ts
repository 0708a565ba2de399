import type { Location } from '../diagnostics/location.ts'
import type { Json, JsonObject } from '../util/json.ts'
import type { Column } from './column.ts'
import type { Freshness } from './freshness.ts'
import type { NodeId } from './node-id.ts'
import type { Relation } from './relation.ts'

export type Materialization = 'parquet' | 'view' | 'table' | 'incremental' | 'ephemeral' | 'seed'

/** What a node needs and this program does not have. The node is listed, and nothing is built or tested of it. */
export interface NotYet {
  /** What all of its uses have in common; begins a sentence: `The package "dbt_utils"`. */
  readonly feature: string
  readonly message: string
  readonly hint: string
  /** Where the project asks for it. */
  readonly location: Location
}

interface NodeBase {
  readonly id: NodeId
  readonly name: string
  /** The project that defines it. */
  readonly packageName: string
  /** Package, folders below the resource's root, name: what a bare selector is matched against. */
  readonly fqn: readonly string[]
  /** The file that defines it, relative to the project's folder. */
  readonly path: string
  /** The properties file that describes it, if one does. */
  readonly patchPath?: string
  readonly description: string
  /** Docs blocks in its description, by id; left out where there is none. */
  readonly docBlocks?: readonly string[]
  readonly tags: readonly string[]
  readonly meta: JsonObject
  /** The merged configuration: every key that somebody set, and the defaults. */
  readonly config: JsonObject
  /** Sorted, without repetition; includes edges of template branches that were not taken. */
  readonly dependsOn: readonly NodeId[]
  /** Macros that its own text calls, as `macro.<package>.<name>`. */
  readonly macros: readonly string[]
  /** Where it is defined: its file, or its entry in a properties file. */
  readonly location: Location
  readonly notYet?: NotYet
}

/** A number, or a text where the properties file writes one. */
export type VersionName = string | number

export interface ModelVersion {
  readonly value: VersionName
  /** The version that `ref()` without a version means. */
  readonly latest: VersionName
}

export interface ModelNode extends NodeBase {
  readonly type: 'model'
  /** Of a model with `versions:`. All of them have one name. */
  readonly version?: ModelVersion
  readonly layer?: string
  readonly materialization: Exclude<Materialization, 'seed'>
  readonly relation: Relation
  readonly columns: readonly Column[]
  readonly rawSql: string
}

export interface SeedNode extends NodeBase {
  readonly type: 'seed'
  readonly layer?: string
  readonly materialization: 'seed'
  readonly relation: Relation
  readonly columns: readonly Column[]
}

export interface SourceNode extends NodeBase {
  readonly type: 'source'
  readonly sourceName: string
  /** How a template's `source()` renders, and the scratch table that extraction fills. */
  readonly relation: Relation
  /** The table's address in the system it comes from. */
  readonly origin: Relation
  /** What the author says the schema is; left out: the source's name. */
  readonly declaredSchema?: string
  /** The connection of the target that reads it; undefined where the target has none for it. */
  readonly connection?: string
  /** A file or pattern that DuckDB reads directly (dbt-duckdb's `external_location`). */
  readonly externalLocation?: string
  readonly columns: readonly Column[]
  readonly sourceDescription: string
  /** What is said of all tables of the source in `meta`. */
  readonly sourceMeta?: JsonObject
  /** What brings the rows, in the author's words. */
  readonly loader?: string
  /** How old its rows may be; undefined where nobody says so. */
  readonly freshness?: Freshness
}

/** When a test fails, and how loudly. Conditions are SQL on the number of failing rows, such as `!= 0` or `> 10`. */
export interface TestThresholds {
  readonly severity: 'error' | 'warn'
  readonly warnIf: string
  readonly errorIf: string
  /** At most so many failing rows are counted. */
  readonly limit?: number
  /** SQL over the failing rows that gives the number of failures. */
  readonly failCalc: string
}

export interface DataTestNode extends NodeBase {
  readonly type: 'test'
  readonly thresholds: TestThresholds
  /** Present for a generic test: which one, on what, with which arguments. */
  readonly generic?: {
    /** `not_null`, `unique`, … or a test macro of the project. */
    readonly testName: string
    readonly namespace?: string
    /** The model, seed or source it is declared on. */
    readonly attachedTo: NodeId
    readonly column?: string
    readonly arguments: JsonObject
    /** Only rows for which this SQL holds are tested. */
    readonly where?: string
  }
  /** The template whose text selects the failing rows. */
  readonly rawSql: string
}

/** Rows of a unit test: what one input holds, or what is expected. */
export interface Fixture {
  readonly format: 'dict' | 'csv' | 'sql'
  /** A list of rows, or text of the format. */
  readonly rows?: Json
  /** The file that holds them. */
  readonly fixture?: string
}

/** A test of a model's SQL on rows that are given. */
export interface UnitTestNode extends NodeBase {
  readonly type: 'unit_test'
  /** The name of the model. */
  readonly model: string
  /** The version of the model that it tests. */
  readonly version?: VersionName
  /** `input`: `ref('orders')`, `source('shop', 'orders')` or `this`. */
  readonly given: readonly (Fixture & { readonly input: string })[]
  readonly expect: Fixture
  /** `macros`, `vars` and `env_vars` that stand in for the real ones. */
  readonly overrides?: JsonObject
  /** Of a model with versions: `include` or `exclude`. */
  readonly versions?: JsonObject
}

/** Who answers for a group or an exposure: `name`, `email`, and whatever else was written. */
export type Owner = JsonObject

/** What uses the models outside of the project, such as a dashboard. Nothing is built. */
export interface ExposureNode extends NodeBase {
  readonly type: 'exposure'
  readonly kind: 'dashboard' | 'notebook' | 'analysis' | 'ml' | 'application'
  readonly owner: Owner
  readonly label?: string
  readonly maturity?: 'low' | 'medium' | 'high'
  readonly url?: string
}

export type Node = ModelNode | SeedNode | SourceNode | DataTestNode | UnitTestNode | ExposureNode

type WithoutEdges<N> = N extends Node ? Omit<N, 'dependsOn'> : never

/** A node before the names that it reads have been looked up. */
export type UnlinkedNode = WithoutEdges<Node>

/** Nodes that leave rows behind. */
export type DataNode = ModelNode | SeedNode

/** Models, seeds and tests that belong together. A private model is read in its group only. */
export interface Group {
  /** `group.<package>.<name>` */
  readonly id: string
  readonly name: string
  readonly packageName: string
  /** The properties file. */
  readonly path: string
  readonly location: Location
  readonly description?: string
  readonly owner: Owner
  readonly meta: JsonObject
}

export interface MacroDefinition {
  /** `macro.<package>.<name>` */
  readonly id: string
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly location: Location
  readonly text: string
  readonly description: string
  /** Names of its parameters. */
  readonly arguments: readonly string[]
  /** Macros of the project that it calls, by id, also in branches that are not taken. */
  readonly calls: readonly string[]
  /** What a properties file says of it, if one does. */
  readonly patch?: MacroPatch
}

export interface MacroPatch {
  /** The properties file. */
  readonly path: string
  readonly arguments: readonly MacroArgument[]
  readonly meta: JsonObject
  readonly docs: JsonObject
}

export interface MacroArgument {
  readonly name: string
  readonly type?: string
  readonly description: string
}
