import * as app from '../../app/clean.ts'
import type { CommandInput } from '../command-input.ts'

/** `clean`: removes what is made anew. */
export async function clean({ options, flags, output }: CommandInput): Promise<number> {
  const removed = await app.clean(options)
  if (flags.quiet !== true) {
    output.stdout.write(
      removed.length === 0 ? 'Nothing to remove.\n' : removed.map((folder) => `Removed ${folder}\n`).join(''),
    )
  }
  return 0
}
