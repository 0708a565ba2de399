import { existsSync } from 'node:fs'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { readPointer } from '../environments/read-pointer.ts'
import { isTest, nodeOf } from '../manifest/lookup.ts'
import type { Change } from '../plan/change.ts'
import { type LeftOver, leftOver } from '../plan/left-over.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { storeFailed } from '../run/diagnostics.ts'
import { withReadableTests } from '../run/readable-tests.ts'
import type { Workspace } from './load-workspace.ts'
import { nodeChanges } from './node-changes.ts'
import { openStore } from './open-store.ts'
import type { RunOptions } from './options.ts'
import { commandTypes } from './plan.ts'
import { planNodes } from './run-nodes.ts'
import { withSession } from './with-session.ts'

export interface PlannedChanges {
  readonly workspace: Workspace
  readonly environment: string
  /** Models and seeds, in an order in which they could be built. */
  readonly changes: readonly Change[]
  /** Tests that would run. */
  readonly tests: number
  /** What the environment shows and the project makes no more. */
  readonly removed: readonly LeftOver[]
  /** What would fail, as far as the engine can tell without rows. */
  readonly problems: readonly Diagnostic[]
  readonly warnings: readonly Diagnostic[]
}

/**
 * What `build` would change in the environment, and why: from hashes that the environment keeps, and from columns that the
 * engine binds. No row is computed or extracted, nothing is written. Throws `ProjectError`.
 */
export async function planChanges(options: RunOptions = {}): Promise<PlannedChanges> {
  const planned = await planNodes({ name: 'build', types: commandTypes.build }, options)
  const { workspace } = planned
  const { manifest, target, warningPolicy: policy } = workspace
  try {
    const store = await existingStore(workspace)
    const pointer = store && (await readPointer(store, target.environment))?.content
    const { plan, warnings } =
      target.lake === undefined
        ? { plan: planned.plan, warnings: [] }
        : withReadableTests(planned.plan, { manifest, pointer, policy })
    const input = { plan, workspace, pointer, store, forced: options.fullRefresh ?? false, signal: options.signal }
    const { changes, problems } = await withSession(lookingOnly(workspace, store), (session) =>
      nodeChanges({ ...input, session }),
    )
    return {
      workspace,
      environment: target.environment,
      changes,
      tests: plan.nodes.filter(({ id }) => isTest(nodeOf(manifest, id))).length,
      removed: leftOver(pointer?.tables ?? new Map(), manifest),
      problems,
      warnings: [...planned.warnings, ...warnings],
    }
  } catch (error) {
    throw error instanceof StoreError ? new ProjectError([storeFailed(error)]) : error
  }
}

/** The lake, where there is one: opening it would make its folder. */
async function existingStore({ target }: Workspace): Promise<Store | undefined> {
  const isMissing = target.lake?.type === 'local' && !existsSync(target.lake.path)
  return isMissing ? undefined : openStore(target)
}

/** The same workspace for an engine that makes neither a database file nor a lake. */
function lookingOnly(workspace: Workspace, store: Store | undefined): Workspace {
  const { target } = workspace
  const path = existsSync(target.path) ? target.path : ':memory:'
  return { ...workspace, target: { ...target, path, lake: store === undefined ? undefined : target.lake } }
}
