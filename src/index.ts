/**
 * Everything the command line does, as functions: they take one object of options, return data, and never print or end
 * the process. What a run does is told to `report` while it happens. Mistakes of a project are one `ProjectError` with
 * all of them; a model, test or transfer that fails is in the result.
 */
export { build, run, seed, test } from './app/build.ts'
export type { EnvironmentChange } from './app/change-environment.ts'
export { clean } from './app/clean.ts'
export { type CleanedLake, type CleanLakeOptions, cleanLake } from './app/clean-lake.ts'
export { type Compilation, type CompileOptions, compile } from './app/compile.ts'
export { type Check, debug } from './app/debug.ts'
export {
  type DiffOptions,
  diffEnvironments,
  type EnvironmentDiff,
  type EnvironmentHistory,
  type EnvironmentList,
  environmentHistory,
  type HistoryOptions,
  listEnvironments,
  type ShownEnvironment,
  showEnvironment,
} from './app/environments.ts'
export { type Explanation, explain } from './app/explain.ts'
export { type DocsOptions, type GeneratedDocs, generateDocs } from './app/generate-docs.ts'
export { type InitOptions, init, type Made } from './app/init.ts'
export type { LakeOptions } from './app/lake-project.ts'
export { type Listing, list } from './app/list.ts'
export { type LoadedTpch, type LoadTpchOptions, loadTpch } from './app/load-tpch.ts'
export type { ProjectOptions, RunOptions, SelectionOptions } from './app/options.ts'
export { type Parsing, parse } from './app/parse.ts'
export { type Planned, plan } from './app/plan.ts'
export { type PlannedChanges, planChanges } from './app/plan-changes.ts'
export { type Promoted, type PromoteOptions, promote } from './app/promote.ts'
export type { ReadingOptions } from './app/reading.ts'
export { type Retried, type RetryOptions, retry } from './app/retry.ts'
export { type RollbackOptions, rollback } from './app/rollback.ts'
export { type OperationSummary, type RunOperationOptions, runOperation } from './app/run-operation.ts'
export { schema } from './app/schema.ts'
export { type ShowOptions, show } from './app/show.ts'
export { type ShowFailuresOptions, showFailures } from './app/show-failures.ts'
export type { Shown } from './app/show-node.ts'
export { type FreshnessOptions, sourceFreshness } from './app/source-freshness.ts'
export { type Answer, type SqlOptions, sql, sqlToParquet } from './app/sql.ts'
export type { CompiledNode } from './compile/compiled-node.ts'
export type { DiagnosticCode } from './diagnostics/codes.ts'
export { type Diagnostic, ProjectError } from './diagnostics/diagnostic.ts'
export type { Location } from './diagnostics/location.ts'
export type { TableDifference } from './environments/compare.ts'
export type { TableEntry } from './environments/pointer.ts'
export type { TypedColumn } from './manifest/column.ts'
export type { DataTestNode, ModelNode, Node, SeedNode, SourceNode } from './manifest/node.ts'
export type { NodeId } from './manifest/node-id.ts'
export type { Plan, PlannedNode, Step } from './plan/step.ts'
export type { NodeResult, NodeRun, Reporter, RunEvent, RunSummary, SourceAge, TestFailure } from './run/events.ts'
export { type NodeProgress, ProgressBoard } from './run/progress-board.ts'
