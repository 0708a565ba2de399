import * as app from '../../app/list.ts'
import { formatListing } from '../../report/format-listing.ts'
import { formatTree } from '../../report/format-tree.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `ls`: the selected nodes. */
export async function list({ options, warn, flags, output, environment }: CommandInput): Promise<number> {
  const format = flags.output ?? (output.stdout.isTTY === true ? 'tree' : 'selector')
  const isTree = format === 'tree'
  const listing = await app.list({ ...options, built: isTree })
  warn(listing.warnings)
  const { unicode } = terminalOf(output.stdout, environment)
  output.stdout.write(
    isTree ? formatTree(listing.nodes, { ...listing, now: new Date(), unicode }) : formatListing(listing.nodes, format),
  )
  return 0
}
