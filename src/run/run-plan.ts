import { ProjectError } from '../diagnostics/diagnostic.ts'
import { acquireLease, type Lease, leaseSeconds } from '../environments/lease.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { repairDerived } from '../environments/repair-derived.ts'
import { versionFinder } from '../environments/versions.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import { condemned } from '../plan/blocking-tests.ts'
import type { PlannedNode } from '../plan/step.ts'
import { StoreError } from '../ports/store.ts'
import { storeFailed } from './diagnostics.ts'
import type { NodeResult, NodeRun, RunSummary } from './events.ts'
import { extractors } from './extractors.ts'
import { openEnvironment } from './open-environment.ts'
import { type Published, publishRun, type TestVerdict } from './publish-run.ts'
import type { RunInput } from './run-input.ts'
import { runNode } from './run-node.ts'
import type { RunState } from './run-state.ts'
import { schedule } from './schedule.ts'

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
  const { store, plan } = input
  if (store === undefined || !plan.publishes) return runNodes(input)
  const lease = await takeLease(input)
  const timer = setInterval(() => void lease.renew().catch(() => false), (leaseSeconds * 1000) / 3)
  timer.unref()
  try {
    await repairDerived(store, plan.environment)
    return await runNodes(input)
  } finally {
    clearInterval(timer)
    await lease.release().catch(() => undefined)
  }
}

async function takeLease({ store, plan, holder, isGone, clock }: RunInput): Promise<Lease> {
  if (store === undefined) throw new Error('Internal error: a lease without a store')
  const taken = await acquireLease(store, { environment: plan.environment, holder, isGone }, clock)
  if (!taken.ok) throw new ProjectError([taken.diagnostic])
  return taken.lease
}

async function runNodes(input: RunInput): Promise<RunSummary> {
  const started = performance.now()
  const { store, plan, report } = input
  const base = store === undefined ? undefined : await readPointer(store, plan.environment)
  const opened = await openEnvironment(input, base?.content)
  const connections = extractors(input.openExtractor, (diagnostic) => report({ type: 'warning', diagnostic }))
  const state: RunState = {
    input,
    extractors: connections,
    findVersion:
      store === undefined
        ? async () => undefined
        : versionFinder(store, { environment: plan.environment, pointer: base?.content }),
    fingerprints: new Map(opened),
    built: new Map(),
  }
  let runs: readonly NodeRun[]
  try {
    runs = await runAll(state)
  } finally {
    await connections[Symbol.asyncDispose]()
  }
  const interrupted = input.signal.aborted
  const published =
    store === undefined || !plan.publishes || interrupted || state.built.size === 0
      ? { nodes: [], diagnostics: [] }
      : await publishRun({ ...input, store }, outcomeOf(runs, state), base)
  return summaryOf(input, { runs, published, interrupted, seconds: (performance.now() - started) / 1000 })
}

function summaryOf(
  { runId, plan, report }: RunInput,
  parts: {
    readonly runs: readonly NodeRun[]
    readonly published: Published
    readonly interrupted: boolean
    readonly seconds: number
  },
): RunSummary {
  const { runs, published, interrupted, seconds } = parts
  const { epoch, nodes } = published
  if (epoch !== undefined) report({ type: 'published', environment: plan.environment, epoch, nodes })
  const summary: RunSummary = {
    runId,
    runs,
    seconds,
    published: nodes,
    interrupted,
    diagnostics: published.diagnostics,
  }
  report({ type: 'run-finished', summary })
  return summary
}

/** Starts nodes while there is room, and waits for one to end while there is not. */
async function runAll(state: RunState): Promise<readonly NodeRun[]> {
  const { plan, threads, failFast, signal, world, report, clock } = state.input
  const queue = schedule(plan.nodes)
  const planned = new Map(plan.nodes.map((node, index) => [node.id, { node, index: index + 1 }]))
  const runs: NodeRun[] = []
  const running = new Map<NodeId, Promise<void>>()
  const total = plan.nodes.length

  const record = (id: NodeId, result: NodeResult, startedAt: Date) => {
    const run = { node: nodeOf(world.manifest, id), result, startedAt, finishedAt: clock.now() }
    runs.push(run)
    report({ type: 'node-finished', run, index: planned.get(id)?.index ?? 0, total })
  }
  const skip = (ids: readonly NodeId[], reason: string, because?: NodeId) => {
    const result: NodeResult = { status: 'skipped', reason, ...(because !== undefined && { because }) }
    for (const id of ids) record(id, result, clock.now())
  }
  const start = async ({ node, index }: { readonly node: PlannedNode; readonly index: number }) => {
    const startedAt = clock.now()
    report({ type: 'node-started', node: nodeOf(world.manifest, node.id), index, total, at: startedAt })
    const result = await runNode(node, state)
    record(node.id, result, startedAt)
    if (!isFailure(result)) queue.succeed(node.id)
    else skip(queue.fail(node.id), reasonFor(node.id, result, state), node.id)
    if (isFailure(result) && failFast) skip(queue.stop(), 'the run stops at the first failure', node.id)
  }

  for (;;) {
    if (signal.aborted) skip(queue.stop(), 'the run was interrupted')
    for (let id = running.size < threads ? queue.next() : undefined; id !== undefined; ) {
      const entry = planned.get(id)
      if (entry === undefined) throw new Error(`Internal error: ${id} is not planned`)
      const started = id
      running.set(
        started,
        start(entry).finally(() => running.delete(started)),
      )
      id = running.size < threads ? queue.next() : undefined
    }
    if (running.size === 0) return runs
    await Promise.race(running.values())
  }
}

function isFailure({ status }: NodeResult): boolean {
  return status === 'error' || status === 'fail' || status === 'skipped'
}

function reasonFor(id: NodeId, { status }: NodeResult, { input }: RunState): string {
  const node = nodeOf(input.world.manifest, id)
  return status === 'fail' ? `the test ${node.name} failed` : `${node.name} failed`
}

function outcomeOf(runs: readonly NodeRun[], { input, built }: RunState) {
  const { graph } = input
  const verdicts = runs.flatMap(({ node, result }): TestVerdict[] =>
    node.type === 'test' ? [{ test: node, result, about: condemned(node, graph) }] : [],
  )
  const failed = verdicts.filter(({ result }) => result.status === 'fail' || result.status === 'error')
  const first = new Set(failed.flatMap(({ about }) => about))
  return { built: [...built.values()], verdicts, condemned: new Set([...first, ...graph.descendants(first)]) }
}
