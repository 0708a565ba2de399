import { randomBytes } from 'node:crypto'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { tablesOf } from '../environments/change.ts'
import { type Comparison, compareTables } from '../environments/compare.ts'
import { runId } from '../environments/layout.ts'
import type { Pointer } from '../environments/pointer.ts'
import { type Preparation, publish, refusalFor } from '../environments/publish.ts'
import { withLease } from '../environments/with-lease.ts'
import type { Store } from '../ports/store.ts'
import { updateDerived } from '../run/update-derived.ts'
import { holderOf, isGone } from './lease-holder.ts'
import { type ProjectOptions, systemClock } from './options.ts'
import { viewsMaker } from './views-file.ts'

/** What became of an environment, or would. */
export interface EnvironmentChange extends Comparison {
  readonly environment: string
  /** What it showed before; undefined where nothing was ever published to it. */
  readonly before: Pick<Pointer, 'epoch' | 'run'> | undefined
  /** The run that changed it, and the epoch since which it shows the change; undefined where nothing was changed. */
  readonly published: Pick<Pointer, 'epoch' | 'run'> | undefined
  /** Of what follows from the pointer and could not be brought up to date. */
  readonly problems: readonly Diagnostic[]
}

export interface Changing<P extends Preparation> {
  readonly store: Store
  readonly environment: string
  /** Of this command alone. */
  readonly workFolder: string
  readonly dryRun: boolean
  /** Decides what is changed, as things are now. Throws `ProjectError`. */
  readonly prepare: (run: string) => Promise<P>
  /** Throws `ProjectError` where what was decided must not be done. */
  readonly check?: (prepared: P) => Promise<void>
}

/**
 * Changes what an environment shows, in one write and while holding its lease, and brings up to date what follows from
 * that. Throws `ProjectError` where it is refused.
 */
export async function changeEnvironment<P extends Preparation>(
  changing: Changing<P>,
  { clock = systemClock }: Pick<ProjectOptions, 'clock'>,
): Promise<{ readonly change: EnvironmentChange; readonly prepared: P }> {
  const { store, environment, dryRun, workFolder } = changing
  const run = runId(clock.now(), randomBytes(4).toString('hex'))
  if (dryRun) return prepareChange(changing, run)
  return withLease(store, { environment, holder: holderOf(run), isGone, clock }, async () => {
    const { change, prepared } = await prepareChange(changing, run)
    const published = change.differences.length === 0 ? undefined : await publish(store, prepared, clock)
    if (published?.status === 'refused') throw new ProjectError([published.diagnostic])
    const problems = await updateDerived(store, { plan: { environment }, makeViews: viewsMaker(workFolder) })
    if (published === undefined) return { change: { ...change, problems }, prepared }
    return { change: { ...change, published: { epoch: published.epoch, run }, problems }, prepared }
  })
}

async function prepareChange<P extends Preparation>(
  { store, environment, prepare, check }: Changing<P>,
  run: string,
): Promise<{ readonly change: EnvironmentChange; readonly prepared: P }> {
  const prepared = await prepare(run)
  const refusal = await refusalFor(store, prepared)
  if (refusal !== undefined) throw new ProjectError([refusal])
  await check?.(prepared)
  const before = prepared.base?.content
  const comparison = compareTables(tablesOf(before), prepared.after)
  return { change: { environment, before, published: undefined, problems: [], ...comparison }, prepared }
}
