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
  const failed = failures(runs)
  // A pointer that names no model anew keeps rows that failed.
  if (published.epoch !== undefined && (published.nodes.length > 0 || failed === '')) return undefined
  if (interrupted) return `the run was interrupted; ${asBefore}`
  if (failed !== '') return `${failed} failed; ${asBefore}`
  return published.diagnostics.length > 0 ? asBefore : 'nothing has changed.'
}

/** `2 models and 1 test`; an empty text when nothing failed. */
function failures(runs: readonly NodeRun[]): string {
  const failed = runs.filter(({ result: { status } }) => status === 'error' || status === 'fail')
  const types = (['model', 'seed', 'test'] as const).flatMap((type) => {
    const { length } = failed.filter(({ node }) => node.type === type)
    return length === 0 ? [] : [`${length} ${type}${length === 1 ? '' : 's'}`]
  })
  return types.join(' and ')
}
