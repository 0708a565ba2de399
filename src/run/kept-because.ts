import type { NodeRun } from './events.ts'
import type { Published } from './publish-run.ts'

const asBefore = 'readers see what they saw before.'

/** Why a run that publishes published nothing, as a sentence; undefined for one that did. */
export function keptBecause(ended: {
  readonly runs: readonly NodeRun[]
  readonly interrupted: boolean
  readonly published: Published
}): string | undefined {
  const { runs, interrupted, published } = ended
  if (published.epoch !== undefined) return undefined
  if (interrupted) return `the run was interrupted; ${asBefore}`
  const failed = runs.filter(({ result: { status } }) => status === 'error' || status === 'fail').length
  if (failed > 0) return `${failed === 1 ? '1 node' : `${failed} nodes`} failed; ${asBefore}`
  return published.diagnostics.length > 0 ? asBefore : 'nothing has changed.'
}
