import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { nodeOf } from '../manifest/lookup.ts'
import type { PlannedNode } from '../plan/step.ts'
import { QueryError } from '../ports/engine.ts'
import { StoreError } from '../ports/store.ts'
import { systemReason } from '../util/system-reason.ts'
import { NodeFailure } from './built.ts'
import { storeFailed, workFolderFailed } from './diagnostics.ts'
import type { NodeResult } from './events.ts'
import type { RunState } from './run-state.ts'

/** Works on a node. What a project, a source or a store does wrong is its result; an error of our own is thrown. */
export async function guarded(
  planned: PlannedNode,
  state: RunState,
  work: () => Promise<NodeResult>,
): Promise<NodeResult> {
  const started = performance.now()
  try {
    return await work()
  } catch (error) {
    if (state.input.signal.aborted) return { status: 'skipped', reason: 'the run was interrupted' }
    const seconds = (performance.now() - started) / 1000
    return { status: 'error', seconds, diagnostic: failureOf(error, planned, state) }
  }
}

/** What went wrong with a node; throws the error again when it is one of our own. */
function failureOf(error: unknown, { id }: PlannedNode, { input: { world, workFolder } }: RunState): Diagnostic {
  if (error instanceof NodeFailure) return error.diagnostic
  if (error instanceof StoreError) return storeFailed(error)
  if (error instanceof QueryError) {
    const { location } = nodeOf(world.manifest, id)
    return { code: 'run/sql-failed', message: `${error.kind} error: ${error.message}`, location }
  }
  const reason = systemReason(error)
  if (reason === undefined) throw error
  return workFolderFailed(workFolder, reason)
}
