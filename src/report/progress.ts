import type { DataTestNode, Node } from '../manifest/node.ts'
import type { NodeId } from '../manifest/node-id.ts'
import type { NodeRun } from '../run/events.ts'

export interface TestCount {
  readonly passed: number
  readonly warned: number
  readonly failed: number
}

/** Something that a line is printed for. */
export type Entry =
  /** A model or seed, with its tests once all of them have ended. */
  | { readonly type: 'node'; readonly run: NodeRun; readonly tests: TestCount }
  /** The tests of a node that the run itself does not build. */
  | { readonly type: 'tests'; readonly of: NodeId; readonly tests: TestCount; readonly seconds: number }
  /** A test that failed or warned, or one that belongs to no node. */
  | { readonly type: 'test'; readonly test: DataTestNode; readonly run: NodeRun }

export interface Running {
  readonly node: Node | NodeId
  /** Set while the node's tests run. */
  readonly tests?: { readonly ended: number; readonly all: number }
  readonly since: Date
}

/** Nodes and tests by what became of them. */
export type Counts = Readonly<Record<'waiting' | 'done' | 'reused' | 'failed' | 'skipped', number>>

/** A node and its tests: one line in the end. */
interface Group {
  readonly id: NodeId
  readonly isBuilt: boolean
  readonly tests: Set<NodeId>
  readonly ended: Map<NodeId, NodeRun>
  data: NodeRun | undefined
  told: boolean
}

/** Follows a run: which lines are complete, and what is going on. */
export interface Progress {
  begin(nodes: ReadonlyMap<NodeId, Node>, selected: ReadonlySet<NodeId>, total: number): void
  start(node: Node, at: Date): void
  /** The lines that became complete. */
  finish(run: NodeRun): readonly Entry[]
  /** The lines that are still held back. */
  rest(): readonly Entry[]
  running(): readonly Running[]
  counts(): Counts
  /** Nodes that have not begun. */
  waiting(): ReadonlySet<NodeId>
}

export function progress(): Progress {
  const groups = new Map<NodeId, Group>()
  const running = new Map<NodeId, { readonly node: Node; readonly since: Date }>()

  const ended = { done: 0, reused: 0, failed: 0, skipped: 0 }
  const waiting = new Set<NodeId>()
  let left = 0

  function finish(run: NodeRun): readonly Entry[] {
    running.delete(run.node.id)
    waiting.delete(run.node.id)
    left -= 1
    ended[countedAs(run)] += 1
    const group = groups.get(groupOf(run.node))
    if (run.node.type !== 'test') {
      if (group === undefined) return [{ type: 'node', run, tests: countTests([]) }]
      group.data = run
      return complete(group)
    }
    group?.ended.set(run.node.id, run)
    return [...lineOfTest(run.node, run, group), ...(group === undefined ? [] : complete(group))]
  }

  return {
    begin(nodes, selected, total) {
      left = total
      for (const id of selected) {
        const node = nodes.get(id)
        if (node === undefined) continue
        waiting.add(id)
        enroll(node, groups, selected)
      }
    },
    start(node, since) {
      waiting.delete(node.id)
      running.set(node.id, { node, since })
    },
    finish,
    rest: () => [...groups.values()].flatMap(lineOfGroup),
    running: () => runningLines([...running.values()], groups),
    counts: () => ({ waiting: Math.max(0, left - running.size), ...ended }),
    waiting: () => waiting,
  }
}

function countedAs({ result }: NodeRun): keyof Omit<Counts, 'waiting'> {
  switch (result.status) {
    case 'reused':
    case 'skipped':
      return result.status
    case 'error':
    case 'fail':
    case 'stale':
      return 'failed'
    default:
      return 'done'
  }
}

function enroll(node: Node, groups: Map<NodeId, Group>, selected: ReadonlySet<NodeId>): void {
  if (node.type === 'source') return
  const id = groupOf(node)
  if (node.type === 'test' && id === node.id) return
  const isBuilt = selected.has(id) && !id.startsWith('source.')
  const group = groups.get(id) ?? { id, isBuilt, tests: new Set(), ended: new Map(), data: undefined, told: false }
  if (node.type === 'test') group.tests.add(node.id)
  groups.set(id, group)
}

/** A generic test belongs to the node it is declared on, everything else to itself. */
function groupOf(node: Node): NodeId {
  return node.type === 'test' ? (node.generic?.attachedTo ?? node.id) : node.id
}

function complete(group: Group): readonly Entry[] {
  const isOver = group.data?.result.status === 'error' || group.data?.result.status === 'skipped'
  const isComplete = group.ended.size >= group.tests.size && (group.data !== undefined || !group.isBuilt)
  return isOver || isComplete ? lineOfGroup(group) : []
}

function lineOfGroup(group: Group): readonly Entry[] {
  if (group.told) return []
  group.told = true
  const runs = [...group.ended.values()]
  const tests = countTests(runs)
  if (group.data !== undefined) return [{ type: 'node', run: group.data, tests }]
  if (tests.passed + tests.warned + tests.failed === 0) return []
  return [{ type: 'tests', of: group.id, tests, seconds: secondsOf(runs) }]
}

function lineOfTest(test: DataTestNode, run: NodeRun, group: Group | undefined): readonly Entry[] {
  const { status } = run.result
  const isSilent = status === 'skipped' || (status === 'pass' && (group !== undefined || test.generic !== undefined))
  return isSilent ? [] : [{ type: 'test', test, run }]
}

function countTests(runs: readonly NodeRun[]): TestCount {
  const count = (...statuses: readonly string[]) => runs.filter(({ result }) => statuses.includes(result.status)).length
  return { passed: count('pass'), warned: count('warn'), failed: count('fail', 'error') }
}

function secondsOf(runs: readonly NodeRun[]): number {
  return runs.reduce((sum, { result }) => sum + (result.status === 'skipped' ? 0 : result.seconds), 0)
}

/** Nodes that run, and for tests the nodes they belong to, once each. */
function runningLines(
  running: readonly { readonly node: Node; readonly since: Date }[],
  groups: ReadonlyMap<NodeId, Group>,
): readonly Running[] {
  const lines = new Map<NodeId, Running>()
  for (const { node, since } of running) {
    const group = node.type === 'test' ? groups.get(groupOf(node)) : undefined
    const id = group?.id ?? node.id
    if (lines.has(id)) continue
    const tests = group && { ended: group.ended.size, all: group.tests.size }
    lines.set(id, { node: group?.data?.node ?? group?.id ?? node, since, ...(tests !== undefined && { tests }) })
  }
  return [...lines.values()]
}
