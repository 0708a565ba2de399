import { ProjectError } from '../diagnostics/diagnostic.ts'
import { collectGarbage, type GarbageResult, planGarbage } from '../environments/collect-garbage.ts'
import type { ListedObject } from '../ports/store.ts'
import { loadSettings } from './load-settings.ts'
import { withLake } from './open-lake.ts'
import { type ProjectOptions, systemClock } from './options.ts'

export interface CleanLakeOptions extends ProjectOptions {
  /** So many of the newest runs, and of each environment's newest states, stay with their files. Default: 5. */
  readonly keep?: number
  /** What is younger stays: a long query may still read it. Default: 7, the least is an hour. */
  readonly olderThanDays?: number
  /** Finds out what would be removed, and removes nothing. */
  readonly dryRun?: boolean
}

export interface CleanedLake {
  /** For people: `lake/`. */
  readonly lake: string
  /** What was removed, or would be: run records, states, then data files. */
  readonly objects: readonly ListedObject[]
  readonly bytes: number
  /** What nobody needs either and is too young to be removed. */
  readonly young: { readonly objects: number; readonly bytes: number }
  /** Whether a run published meanwhile, so that the rest was left for the next time. */
  readonly isStopped: boolean
}

const hour = 1 / 24

/**
 * Removes from the lake the versions, run records and states that no environment, kept run or kept state needs and that
 * are old enough. Throws `ProjectError`, also while a run works on one of its environments.
 */
export async function cleanLake(options: CleanLakeOptions = {}): Promise<CleanedLake> {
  const { keep = 5, olderThanDays = 7, dryRun = false, clock = systemClock } = options
  if (!(olderThanDays >= hour)) throw new ProjectError([tooYoung])
  const { target } = await loadSettings(options)
  return withLake(target, async (store) => {
    const plan = found(await planGarbage(store, { keep, olderThanDays }, clock))
    const objects = dryRun ? plan.objects : found(await collectGarbage(store, plan, clock))
    return {
      lake: store.url,
      objects,
      bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
      young: plan.young,
      isStopped: objects.length < plan.objects.length,
    }
  })
}

function found<T>(result: GarbageResult<T>): T {
  if (!result.ok) throw new ProjectError([result.diagnostic])
  return result.value
}

const tooYoung = {
  code: 'cli/usage',
  message: 'What is younger than an hour is not removed: a run or a query may be about to need it.',
  hint: 'Say how old it has to be: --older-than 1h, or 7d for seven days.',
} as const
