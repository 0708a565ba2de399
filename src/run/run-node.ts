import { notYet } from '../compile/diagnostics.ts'
import { isTest, nodeOf } from '../manifest/lookup.ts'
import type { PlannedNode } from '../plan/step.ts'
import { buildNode } from './build-node.ts'
import { type Built, NodeFailure } from './built.ts'
import type { NodeResult } from './events.ts'
import { guarded } from './guarded.ts'
import { tableOf } from './named-table.ts'
import type { RunState } from './run-state.ts'
import { compiledTest, testNode } from './test-node.ts'

/** Builds or tests one node. Never throws for what a project, a source or a store does wrong: that is its result. */
export function runNode(planned: PlannedNode, state: RunState): Promise<NodeResult> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  return guarded(planned, state, async () => {
    const node = nodeOf(state.input.world.manifest, planned.id)
    if (node.notYet !== undefined) throw new NodeFailure(notYet(node.notYet))
    if (isTest(node)) {
      const compiled = await compiledTest(node, state)
      return { ...(await testNode({ test: node, compiled, planned }, state)), seconds: seconds() }
    }
    const built = await buildNode(planned, state)
    const took = seconds()
    keep({ seconds: took, ...built }, state)
    return resultOf(built, took)
  })
}

function keep(built: Built, state: RunState): void {
  const { node, version } = built
  state.built.set(node.id, built)
  if (version !== undefined && built.reused === undefined) state.storing?.begin(tableOf(node), version)
  if (version !== undefined && built.rowsVary !== true) {
    state.fingerprints.set(node.id, version.fingerprint)
  }
}

function resultOf({ version, reused, rows, bytes }: Built, seconds: number): NodeResult {
  if (reused !== undefined && version !== undefined) {
    return { status: 'reused', seconds, fingerprint: version.fingerprint, run: reused.builtBy }
  }
  return { status: 'success', seconds, ...(rows !== undefined && { rows }), ...(bytes !== undefined && { bytes }) }
}
