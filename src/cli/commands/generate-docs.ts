import * as app from '../../app/generate-docs.ts'
import { plural } from '../../report/format-count.ts'
import type { CommandInput } from '../command-input.ts'

/** `docs generate`: manifest and catalog. */
export async function generateDocs({ options, warn, fail, flags, output }: CommandInput): Promise<number> {
  const { compile, emptyCatalog } = flags
  const docs = await app.generateDocs({
    ...options,
    ...(compile !== undefined && { compile }),
    ...(emptyCatalog !== undefined && { emptyCatalog }),
  })
  const { tables, sources, path, problems, warnings } = docs
  warn(warnings)
  fail(problems)
  const counts = [plural(tables, 'table'), plural(sources, 'source')].join(' and ')
  if (flags.quiet !== true) output.stdout.write(`Wrote ${counts} to ${path}.\n`)
  return problems.length === 0 ? 0 : 1
}
