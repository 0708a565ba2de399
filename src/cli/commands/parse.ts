import * as app from '../../app/parse.ts'
import { countByType } from '../../manifest/lookup.ts'
import { countsInWords } from '../../report/header.ts'
import type { CommandInput } from '../command-input.ts'

/** `parse`: the manifest. */
export async function parse({ options, warn, flags, output }: CommandInput): Promise<number> {
  const { manifest, path, warnings } = await app.parse(options)
  warn(warnings)
  const counts = countsInWords(countByType(manifest.nodes.values()))
  const written = path === undefined ? `Parsed ${counts}` : `Wrote ${counts} to ${path}`
  if (flags.quiet !== true) output.stdout.write(`${written}.\n`)
  return 0
}
