import * as app from '../../app/list.ts'
import { formatListing } from '../../report/format-listing.ts'
import { formatTree } from '../../report/format-tree.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `ls`: the selected nodes. */
export async function list({ options, warn, flags, output, environment }: CommandInput): Promise<number> {
  const format = flags.output ?? (output.stdout.isTTY === true ? 'tree' : 'selector')
  const isTree = format === 'tree'
  const keys = (flags.outputKeys ?? []).flatMap((text) => text.split(/[\s,]+/)).filter((key) => key !== '')
  const listing = await app.list({ ...options, built: isTree, ...(format === 'json' && { entries: keys }) })
  warn(listing.warnings)
  const { unicode } = terminalOf(output.stdout, environment)
  const { nodes, entries } = listing
  if (isTree) output.stdout.write(formatTree(nodes, { ...listing, now: new Date(), unicode }))
  else if (format === 'json') output.stdout.write(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  else output.stdout.write(formatListing(nodes, format))
  return 0
}
