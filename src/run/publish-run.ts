import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { tablesOf } from '../environments/change.ts'
import type { StoredDocument } from '../environments/document.ts'
import { type Pointer, type TableEntry, type TableTest, tableKey } from '../environments/pointer.ts'
import { publish } from '../environments/publish.ts'
import type { DataTestNode } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { brokenViews } from './broken-views.ts'
import type { Built, BuiltVersion, KeptFailures } from './built.ts'
import { storeFailed } from './diagnostics.ts'
import type { NodeResult } from './events.ts'
import { failuresTableOf, type NamedTable, tableOf } from './named-table.ts'
import type { RunInput } from './run-input.ts'
import type { Storing } from './storing.ts'
import { takenAway } from './take-away.ts'
import { tellStoring } from './tell-storing.ts'
import { updateDerived } from './update-derived.ts'
import { withoutParentsOfKeptViews } from './views-kept.ts'

/** A test that ran, and the models that it speaks for. */
export interface TestVerdict {
  readonly test: DataTestNode
  readonly result: NodeResult
  readonly about: readonly NodeId[]
}

export interface Outcome {
  readonly built: readonly Built[]
  readonly verdicts: readonly TestVerdict[]
  /** Rows that failed tests: facts about what was built, whether or not that is shown. */
  readonly failures: readonly KeptFailures[]
  /** Models that a failed test condemns, and all that descend from them. */
  readonly condemned: ReadonlySet<NodeId>
  /** Those of them that a test found wrong, and not only left without a test. */
  readonly failed: ReadonlySet<NodeId>
}

export interface Published {
  /** Of the pointer that this run wrote; none where it wrote none. */
  readonly epoch?: number
  readonly nodes: readonly NodeId[]
  readonly diagnostics: readonly Diagnostic[]
  /** Nothing of what was built is shown, rows that failed tests neither. */
  readonly isRefused?: boolean
}

/**
 * Waits until what a run built is in the lake and makes what passed current, all at once. What failed a test is kept to be looked
 * at and shown to nobody. Failures are diagnostics: without an epoch, readers see what they saw before. Asked to end, it
 * does until it writes the pointer.
 */
export async function publishRun(
  input: Publishing,
  outcome: Outcome,
  base: StoredDocument<Pointer> | undefined,
): Promise<Published> {
  const { store, plan, clock } = input
  const nothing = (diagnostics: readonly Diagnostic[]): Published => ({ nodes: [], diagnostics, isRefused: true })
  try {
    const entries = await tellStoring(input.storing, input, () => storeVersions(input, outcome))
    if (input.signal.aborted) return nothing([])
    const shown = showable(entries, outcome, { input, base })
    const opening = { tables: tablesOf(base?.content), engine: input.engine, store }
    const broken = await brokenViews(shown, opening, input.world.manifest.nodes)
    if (broken.diagnostics.length > 0) return nothing(broken.diagnostics)
    const failed = entries.filter((entry) => !shown.includes(entry) && outcome.failed.has(entry.nodeId))
    const set = [...shown, ...(await storeFailures(input, outcome))]
    const gone = [...movedAway(set, tablesOf(base?.content)), ...broken.orphans]
    const remove = [...gone, ...takenAway(input, base?.content, { set, gone })]
    const change = { run: input.runId, set, remove, failed }
    const result = await publish(store, { environment: plan.environment, change, base }, clock)
    if (result.status === 'refused') return nothing([result.diagnostic])
    for (const key of broken.orphans) {
      const text = `The view ${key} is taken away: it no longer works, and the project has no model for it.`
      input.report({ type: 'message', text, at: clock.now() })
    }
    const diagnostics = await updateDerived(store, input)
    if (result.status === 'unchanged') return nothing(diagnostics)
    const changed = new Set(result.tables)
    const nodes = shown.filter(({ relation }) => changed.has(tableKey(relation))).map(({ nodeId }) => nodeId)
    return { epoch: result.epoch, nodes, diagnostics }
  } catch (error) {
    if (error instanceof StoreError) return nothing([storeFailed(error)])
    if (error instanceof ProjectError) return nothing(error.diagnostics)
    throw error
  }
}

/** Of what was built, what readers may see; says why the rest of what passed its tests stays as it was. */
function showable(
  entries: readonly TableEntry[],
  { condemned }: Outcome,
  { input, base }: { readonly input: RunInput; readonly base: StoredDocument<Pointer> | undefined },
): readonly TableEntry[] {
  const { plan, graph, report, clock } = input
  const passed = entries.filter(({ nodeId }) => !condemned.has(nodeId))
  const planned = new Set(plan.nodes.map(({ id }) => id))
  const { set, heldBack } = withoutParentsOfKeptViews(passed, { tables: tablesOf(base?.content), planned, graph })
  for (const { table, view } of heldBack) {
    const text = `${tableKey(table.relation)} stays as it was, because the view ${tableKey(view.relation)}, which reads it, does.`
    report({ type: 'message', text, at: clock.now() })
  }
  return set
}

/** Keys under which models were shown that have another name, schema or layer by now. */
function movedAway(set: readonly TableEntry[], tables: ReadonlyMap<string, TableEntry>): readonly string[] {
  const nodes = new Set(set.map(({ nodeId }) => nodeId))
  const keys = new Set(set.map(({ relation }) => tableKey(relation)))
  return [...tables].flatMap(([key, { nodeId }]) => (nodes.has(nodeId) && !keys.has(key) ? [key] : []))
}

type Publishing = RunInput & { readonly store: Store; readonly storing: Storing }

function storeVersions(input: Publishing, { built, verdicts }: Outcome): Promise<readonly TableEntry[]> {
  const versions = built.flatMap((item) => (item.version === undefined ? [] : [{ item, version: item.version }]))
  return Promise.all(
    versions.map(async ({ item, version }) => {
      const table = tableOf(item.node)
      const tests = testsOf(item.node.id, verdicts)
      // A version may have been built for a model of another name.
      return item.reused === undefined
        ? storedEntry(table, { version, tests, seconds: item.seconds }, input)
        : { ...item.reused, ...table, tests, ...(version.inputs && { inputs: version.inputs }) }
    }),
  )
}

/** Rows that failed, as tables that readers see at once: they show nothing but what was wrong. */
function storeFailures(input: Publishing, { failures }: Outcome): Promise<readonly TableEntry[]> {
  return Promise.all(
    failures.map((kept) => storedEntry(failuresTableOf(kept), { version: kept.version, tests: [] }, input)),
  )
}

interface Stored {
  readonly version: BuiltVersion
  readonly tests: readonly TableTest[]
  readonly seconds?: number | undefined
}

async function storedEntry(
  table: NamedTable,
  { version, tests, seconds }: Stored,
  { storing, runId, clock }: Publishing,
): Promise<TableEntry> {
  const { fingerprint, inputs, columns, local, view } = version
  const base = {
    ...table,
    fingerprint,
    columns,
    tests,
    partitionBy: local?.partitionBy ?? [],
    files: await storing.filesOf(table.nodeId),
    builtBy: runId,
    builtAt: clock.now(),
    ...(inputs && { inputs }),
    ...(seconds !== undefined && { seconds: Math.round(seconds * 1000) / 1000 }),
  }
  return view === undefined ? { ...base, kind: 'parquet' } : { ...base, kind: 'view', ...view }
}

/** By name, since they end in another order each time. */
function testsOf(id: NodeId, verdicts: readonly TestVerdict[]): readonly TableTest[] {
  return verdicts
    .filter(({ about }) => about.includes(id))
    .toSorted((a, b) => (a.test.id < b.test.id ? -1 : 1))
    .flatMap(({ test, result }): TableTest[] => {
      if (result.status === 'pass') return [{ name: test.name, status: 'pass', failures: 0 }]
      if (result.status === 'warn' || result.status === 'fail') {
        return [{ name: test.name, status: result.status, failures: result.failure.failures }]
      }
      return []
    })
}
