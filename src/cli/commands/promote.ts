import * as app from '../../app/promote.ts'
import type { CommandInput } from '../command-input.ts'
import { tellEnvironmentChange } from '../tell-environment-change.ts'

/** `promote`: makes an environment show what another shows. */
export async function promote(input: CommandInput): Promise<number> {
  const { args, flags, options } = input
  const [from = '', to = flags.environment] = args
  const { prune = false, dryRun = false } = flags
  return tellEnvironmentChange(
    await app.promote({ ...options, from, ...(to !== undefined && { to }), prune, dryRun }),
    input,
  )
}
