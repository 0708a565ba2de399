import type { ReadingOptions } from '../app/reading.ts'
import { ProjectError } from '../diagnostics/diagnostic.ts'
import type { Flags } from './flags.ts'

/** Which state of which environment the flags ask for. Throws `ProjectError` where they ask for two. */
export function readingOfFlags({ environment, epoch, run, version }: Flags): ReadingOptions {
  if (epoch !== undefined && run !== undefined) {
    const message = '--epoch and --run each name a state, and only one can be read.'
    throw new ProjectError([{ code: 'cli/usage', message, hint: 'Leave out one of the two.' }])
  }
  const state = epoch !== undefined ? { epoch } : run !== undefined ? { run } : undefined
  return {
    ...(environment !== undefined && { published: environment }),
    ...(state !== undefined && { asOf: state }),
    ...(version === 'failed' && { version }),
  }
}
