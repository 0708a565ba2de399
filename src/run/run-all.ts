import { treatmentOf } from '../diagnostics/warning-policy.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { PlannedNode } from '../plan/step.ts'
import type { NodeResult, NodeRun } from './events.ts'
import { runNode } from './run-node.ts'
import type { RunState } from './run-state.ts'
import { type Schedule, schedule } from './schedule.ts'

/**
 * Runs every node of a plan as soon as what it waits for ended well, at most `threads` at a time. Returns the results in
 * the order in which they came.
 */
export async function runAll(state: RunState): Promise<readonly NodeRun[]> {
  const { plan, threads, signal } = state.input
  const queue = schedule(plan.nodes)
  const log = runLog(state)
  const running = new Map<NodeId, Promise<void>>()
  const start = (id: NodeId) =>
    running.set(
      id,
      runOne(id, { queue, log, state }).finally(() => running.delete(id)),
    )

  try {
    for (;;) {
      if (signal.aborted) log.skip(queue.stop(), 'the run was interrupted')
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

/** What became of nodes, and who is told. */
interface RunLog {
  readonly runs: readonly NodeRun[]
  planned(id: NodeId): PlannedNode
  started(id: NodeId, at: Date): void
  ended(id: NodeId, result: NodeResult, startedAt: Date): void
  skip(ids: readonly NodeId[], reason: string, because?: NodeId): void
}

function runLog({ input }: RunState): RunLog {
  const { plan, world, report, clock } = input
  const places = new Map(plan.nodes.map((node, index) => [node.id, { node, index: index + 1 }]))
  const total = plan.nodes.length
  const runs: NodeRun[] = []
  const indexOf = (id: NodeId) => places.get(id)?.index ?? 0
  const ended: RunLog['ended'] = (id, result, startedAt) => {
    const run = { node: nodeOf(world.manifest, id), result, startedAt, finishedAt: clock.now() }
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
      for (const id of ids) ended(id, result, clock.now())
    },
  }
}

interface Running {
  readonly queue: Schedule
  readonly log: RunLog
  readonly state: RunState
}

async function runOne(id: NodeId, { queue, log, state }: Running): Promise<void> {
  const { clock, failFast } = state.input
  const startedAt = clock.now()
  log.started(id, startedAt)
  const result = asJudged(await runNode(log.planned(id), state), state)
  log.ended(id, result, startedAt)
  if (!isFailure(result)) return queue.succeed(id)
  log.skip(queue.fail(id), reasonFor(id, result, state), id)
  if (failFast) log.skip(queue.stop(), 'the run stops at the first failure', id)
}

/** A test that warns fails where its warning is an error. */
function asJudged(result: NodeResult, { input: { warningPolicy } }: RunState): NodeResult {
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
