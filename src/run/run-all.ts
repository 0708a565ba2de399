import { treatmentOf } from '../diagnostics/warning-policy.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { PlannedNode } from '../plan/step.ts'
import type { NodeResult, NodeRun } from './events.ts'
import { runNode } from './run-node.ts'
import type { RunState } from './run-state.ts'
import { runTests } from './run-tests.ts'
import { type Schedule, schedule } from './schedule.ts'

/**
 * Runs every node of a plan as soon as what it waits for ended well, at most `threads` at a time. Returns the results in
 * the order in which they came.
 */
export async function runAll(state: RunState): Promise<readonly NodeRun[]> {
  const { plan, threads } = state.input
  const queue = schedule(plan.nodes)
  const log = runLog(state)
  const running = new Map<NodeId, Promise<void>>()
  const together = togetherWith(plan.nodes)
  const start = (id: NodeId) => {
    const ids = [id, ...queue.take(together(id))]
    const work = ids.length === 1 ? runOne(id, { queue, log, state }) : runMany(ids, { queue, log, state })
    running.set(
      id,
      work.finally(() => running.delete(id)),
    )
  }

  try {
    for (;;) {
      const end = reasonToEnd(state)
      if (end !== undefined) log.skip(queue.stop(), end)
      while (running.size < threads) {
        const id = queue.next()
        if (id === undefined) break
        start(id)
      }
      if (running.size === 0) return log.runs
      await Promise.race(running.values())
    }
  } finally {
    // After an error of our own others still use the engine, which the caller is about to close.
    await Promise.allSettled(running.values())
  }
}

/** Why nothing more is to start; undefined as long as the run can be published. */
function reasonToEnd({ input: { signal }, storing }: RunState): string | undefined {
  if (signal.aborted) return 'the run was interrupted'
  return storing?.hasFailed() ? 'the lake could not be written' : undefined
}

/** What became of nodes, and who is told. */
interface RunLog {
  readonly runs: readonly NodeRun[]
  planned(id: NodeId): PlannedNode
  started(id: NodeId, at: Date): void
  ended(id: NodeId, result: NodeResult, time: { readonly startedAt: Date; readonly finishedAt?: Date }): void
  skip(ids: readonly NodeId[], reason: string, because?: NodeId): void
}

function runLog({ input }: RunState): RunLog {
  const { plan, world, report, clock } = input
  const places = new Map(plan.nodes.map((node, index) => [node.id, { node, index: index + 1 }]))
  const total = plan.nodes.length
  const runs: NodeRun[] = []
  const indexOf = (id: NodeId) => places.get(id)?.index ?? 0
  const ended: RunLog['ended'] = (id, result, { startedAt, finishedAt = clock.now() }) => {
    const run = { node: nodeOf(world.manifest, id), result, startedAt, finishedAt }
    runs.push(run)
    report({ type: 'node-finished', run, index: indexOf(id), total })
  }
  return {
    runs,
    planned(id) {
      const place = places.get(id)
      if (place === undefined) throw new Error(`Internal error: ${id} is not planned`)
      return place.node
    },
    started: (id, at) =>
      report({ type: 'node-started', node: nodeOf(world.manifest, id), index: indexOf(id), total, at }),
    ended,
    skip(ids, reason, because) {
      const result: NodeResult = { status: 'skipped', reason, ...(because !== undefined && { because }) }
      for (const id of ids) ended(id, result, { startedAt: clock.now() })
    },
  }
}

interface Running {
  readonly queue: Schedule
  readonly log: RunLog
  readonly state: RunState
}

async function runOne(id: NodeId, { queue, log, state }: Running): Promise<void> {
  const { clock } = state.input
  const startedAt = clock.now()
  log.started(id, startedAt)
  const result = asJudged(await runNode(log.planned(id), state), state)
  state.input.progress?.forget(id)
  log.ended(id, result, { startedAt })
  settle(id, result, { queue, log, state })
}

/** Tests that are asked as one query. They get its time one after the other, as if each had been asked alone. */
async function runMany(ids: readonly NodeId[], { queue, log, state }: Running): Promise<void> {
  let at = state.input.clock.now()
  for (const id of ids) log.started(id, at)
  const results = await runTests(ids.map(log.planned), state)
  for (const [index, id] of ids.entries()) {
    const found = results[index]
    if (found === undefined) throw new Error(`Internal error: ${id} has no result`)
    const result = asJudged(found, state)
    const finishedAt = new Date(at.getTime() + (result.status === 'skipped' ? 0 : result.seconds * 1000))
    log.ended(id, result, { startedAt: at, finishedAt })
    settle(id, result, { queue, log, state })
    at = finishedAt
  }
}

/** What follows from the end of a node. */
function settle(id: NodeId, result: NodeResult, { queue, log, state }: Running): void {
  if (!isFailure(result)) {
    queue.succeed(id)
    return
  }
  log.skip(queue.fail(id), reasonFor(id, result, state), id)
  if (state.input.failFast) log.skip(queue.stop(), 'the run stops at the first failure', id)
}

/** More tests than these are asked in several queries. */
const mostTogether = 100

/** For a test, those that are asked with it where they may start as well. */
function togetherWith(nodes: readonly PlannedNode[]): (id: NodeId) => readonly NodeId[] {
  const groupOf = new Map<NodeId, NodeId[]>()
  const groups = new Map<NodeId, NodeId[]>()
  for (const { id, steps } of nodes) {
    const step = steps.find(({ type }) => type === 'test')
    if (step?.type !== 'test' || step.together === undefined) continue
    const known = groups.get(step.together)
    const group = known !== undefined && known.length < mostTogether ? known : []
    group.push(id)
    groups.set(step.together, group)
    groupOf.set(id, group)
  }
  return (id) => groupOf.get(id) ?? []
}

/** A test that warns fails where its warning is an error. What one finds that looked at no rows says nothing of them. */
function asJudged(result: NodeResult, { input: { warningPolicy, world } }: RunState): NodeResult {
  if (world.empty === true && (result.status === 'warn' || result.status === 'fail')) {
    return { status: 'pass', seconds: result.seconds }
  }
  const isError = result.status === 'warn' && treatmentOf('test/failed', warningPolicy) === 'error'
  return isError ? { ...result, status: 'fail' } : result
}

function isFailure({ status }: NodeResult): boolean {
  return status === 'error' || status === 'fail' || status === 'skipped'
}

function reasonFor(id: NodeId, { status }: NodeResult, { input }: RunState): string {
  const node = nodeOf(input.world.manifest, id)
  return status === 'fail' ? `the test ${node.name} failed` : `${node.name} failed`
}
