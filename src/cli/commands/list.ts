import * as app from '../../app/list.ts'
import { formatListing } from '../../report/format-listing.ts'
import type { CommandInput } from '../command-input.ts'

/** `ls`: the selected nodes. */
export async function list({ options, warn, flags, output }: CommandInput): Promise<number> {
  const listing = await app.list(options)
  warn(listing.warnings)
  output.stdout.write(formatListing(listing, flags.output ?? (output.stdout.isTTY === true ? 'tree' : 'selector')))
  return 0
}
