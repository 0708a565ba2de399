import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { StoredDocument } from '../environments/document.ts'
import type { Pointer } from '../environments/pointer.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { versionFinder } from '../environments/versions.ts'
import { withLease } from '../environments/with-lease.ts'
import type { Graph } from '../graph/graph.ts'
import type { Fingerprint } from '../manifest/fingerprint.ts'
import { isDataNode } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { condemned } from '../plan/blocking-tests.ts'
import type { Plan } from '../plan/step.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { storeFailed } from './diagnostics.ts'
import type { NodeRun, RunSummary } from './events.ts'
import { extractors } from './extractors.ts'
import { keptBecause } from './kept-because.ts'
import { openEnvironment } from './open-environment.ts'
import { type Outcome, type Published, publishRun, type TestVerdict } from './publish-run.ts'
import { withReadableTests } from './readable-tests.ts'
import { runAll } from './run-all.ts'
import type { RunInput } from './run-input.ts'
import type { RunState } from './run-state.ts'
import { type Storing, storing } from './storing.ts'
import { updateDerived } from './update-derived.ts'

/**
 * Runs a plan: nodes as soon as what they wait for ended well, at most `threads` at a time; then publishes what passed.
 * A node that fails is a result, not an exception. Throws `ProjectError` before anything runs, when a parent was never
 * built or another run holds the environment.
 */
export async function runPlan(input: RunInput): Promise<RunSummary> {
  try {
    return await runLeased(input)
  } catch (error) {
    throw error instanceof StoreError ? new ProjectError([storeFailed(error)]) : error
  }
}

async function runLeased(input: RunInput): Promise<RunSummary> {
  const { store, plan, holder, isGone, clock } = input
  if (store === undefined || !plan.publishes) return runNodes(input)
  return withLease(store, { environment: plan.environment, holder, isGone, clock }, async () => {
    await finishForOthers(store, input)
    return runNodes(input)
  })
}

/** A run that died between its pointer and what follows from it left that to this one. */
async function finishForOthers(store: Store, input: RunInput): Promise<void> {
  const diagnostics = await updateDerived(store, input)
  if (diagnostics.some(({ code }) => code === 'store/format')) throw new ProjectError(diagnostics)
  for (const diagnostic of diagnostics) input.report({ type: 'warning', diagnostic })
}

async function runNodes(given: RunInput): Promise<RunSummary> {
  const started = performance.now()
  const { store } = given
  const base = store === undefined ? undefined : await readPointer(store, given.plan.environment)
  const plan = store === undefined ? given.plan : readablePlan(given, base?.content)
  const input = { ...given, plan }
  const opened = await openEnvironment(input, base?.content)
  const writing = store === undefined || !plan.publishes ? undefined : storing(store)
  try {
    const state = stateOf(input, { base: base?.content, opened, storing: writing })
    const runs = await runState(state)
    const published = await publishState(state, runs, base)
    // What is asked of a run that has published comes too late.
    const interrupted = input.signal.aborted && published.epoch === undefined
    return summaryOf(input, { runs, published, interrupted, seconds: (performance.now() - started) / 1000 })
  } finally {
    await writing?.[Symbol.asyncDispose]()
  }
}

function readablePlan({ plan, world, warningPolicy: policy, report }: RunInput, pointer: Pointer | undefined): Plan {
  const readable = withReadableTests(plan, { manifest: world.manifest, pointer, policy })
  for (const diagnostic of readable.warnings) report({ type: 'warning', diagnostic })
  return readable.plan
}

function stateOf(
  input: RunInput,
  parts: {
    readonly base: Pointer | undefined
    readonly opened: ReadonlyMap<NodeId, Fingerprint>
    readonly storing: Storing | undefined
  },
): RunState {
  const { store, plan, openExtractor, warningPolicy, report } = input
  return {
    input,
    extractors: extractors(openExtractor, warningPolicy, (diagnostic) => report({ type: 'warning', diagnostic })),
    findVersion:
      store === undefined
        ? async () => undefined
        : versionFinder(store, { environment: plan.environment, pointer: parts.base }),
    storing: parts.storing,
    fingerprints: new Map(parts.opened),
    built: new Map(),
    failures: new Map(),
  }
}

async function runState(state: RunState): Promise<readonly NodeRun[]> {
  try {
    return await runAll(state)
  } finally {
    await state.extractors[Symbol.asyncDispose]()
  }
}

async function publishState(
  state: RunState,
  runs: readonly NodeRun[],
  base: StoredDocument<Pointer> | undefined,
): Promise<Published> {
  const { input, storing } = state
  const { store, signal } = input
  if (store === undefined || storing === undefined || state.built.size + state.failures.size === 0) {
    return { nodes: [], diagnostics: [] }
  }
  if (signal.aborted) return { nodes: [], diagnostics: [], isRefused: true }
  return publishRun({ ...input, store, storing }, outcomeOf(runs, state), base)
}

const leftOut = 'with --empty the rows of sources and parents are left out.'

function summaryOf(
  { runId, plan, world, store, report }: RunInput,
  parts: {
    readonly runs: readonly NodeRun[]
    readonly published: Published
    readonly interrupted: boolean
    readonly seconds: number
  },
): RunSummary {
  const { published, interrupted, seconds } = parts
  const isLost = interrupted || published.diagnostics.length > 0
  const runs = published.isRefused === true ? parts.runs.map((run) => withoutKeptRows(run, isLost)) : parts.runs
  const { epoch, nodes } = published
  const builds = plan.publishes && plan.nodes.some(({ id }) => isDataNode(world.manifest.nodes.get(id)))
  const isEmpty =
    store !== undefined && world.empty === true && plan.nodes.some(({ id }) => isDataNode(world.manifest.nodes.get(id)))
  const kept = isEmpty ? leftOut : builds ? keptBecause({ runs, interrupted, published }) : undefined
  const keepsFailures = plan.nodes.some(({ steps }) => steps.some(({ type }) => type === 'keepFailures'))
  // Rows that failed are no news of a model.
  const isNews = epoch !== undefined && (nodes.length > 0 || !keepsFailures)
  if (isNews) report({ type: 'published', environment: plan.environment, epoch, nodes })
  const summary: RunSummary = {
    runId,
    runs,
    seconds,
    published: nodes,
    ...(kept !== undefined && { kept }),
    interrupted,
    diagnostics: published.diagnostics,
  }
  report({ type: 'run-finished', summary })
  return summary
}

/** A run of a test whose failing rows nobody can read in the end, and what it held back neither where that is lost. */
function withoutKeptRows(run: NodeRun, isLost: boolean): NodeRun {
  const { result } = run
  if (result.status !== 'fail' && result.status !== 'warn') return run
  const { keptIn: _, heldBack, ...failure } = result.failure
  return { ...run, result: { ...result, failure: { ...failure, ...(heldBack && !isLost && { heldBack }) } } }
}

/**
 * What may be shown: not what a failed test speaks of, nor what a test that had to be skipped would have spoken of, nor
 * what is built from either.
 */
function outcomeOf(runs: readonly NodeRun[], { input, built, failures }: RunState): Outcome {
  const { graph } = input
  const verdicts = runs.flatMap(({ node, result }): TestVerdict[] =>
    node.type === 'test' ? [{ test: node, result, about: condemned(node, graph) }] : [],
  )
  return {
    built: [...built.values()],
    verdicts,
    failures: [...failures.values()],
    condemned: withDescendants(verdicts.filter(isAgainst), graph),
    failed: withDescendants(verdicts.filter(hasFailed), graph),
  }
}

function withDescendants(verdicts: readonly TestVerdict[], graph: Graph): ReadonlySet<NodeId> {
  const first = new Set(verdicts.flatMap(({ about }) => about))
  return new Set([...first, ...graph.descendants(first)])
}

function hasFailed({ result: { status } }: TestVerdict): boolean {
  return status === 'fail' || status === 'error'
}

function isAgainst(verdict: TestVerdict): boolean {
  const { test, result } = verdict
  return hasFailed(verdict) || (result.status === 'skipped' && test.thresholds.severity === 'error')
}
