import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { formatShown } from '../../report/format-shown.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'
import { checkCsvSafe } from '../csv-safe.ts'
import { readingOfFlags } from '../reading-of-flags.ts'
import { sayMasked } from '../say-masked.ts'

/** `show`: the first rows of what is selected, or those that fail a test. */
export async function show({ options, flags, warn, output, environment }: CommandInput): Promise<number> {
  const { failures, inline, limit, output: format = 'table' } = flags
  checkCsvSafe(flags, format)
  const asked = { ...options, ...(limit !== undefined && { limit }) }
  const reading = readingOfFlags(flags)
  if (failures !== undefined && Object.keys(reading).length > 0) throw failuresAreNow()
  const shown =
    failures === undefined
      ? await (await import('../../app/show.ts')).show({
          ...asked,
          ...reading,
          ...(inline !== undefined && { inline }),
        })
      : await (await import('../../app/show-failures.ts')).showFailures({ ...asked, failures })
  warn(shown[0]?.warnings ?? [])
  const terminal = terminalOf(output.stdout, environment, { noColor: !flags.color })
  const { all = false, wide = false, csvSafe: safe = false } = flags
  const named = shown.length > 1
  for (const result of shown) {
    output.stdout.write(formatShown(result, format, { ...terminal, safe, all, wide, named }))
    if (format === 'csv' || format === 'json') sayMasked(result.masked, { flags, output })
  }
  return 0
}

function failuresAreNow(): ProjectError {
  const message = 'The rows that fail a test are looked up in what was last built in the environment of the target.'
  const hint = 'Leave out --environment, --epoch, --run and --version, or name another --target.'
  return new ProjectError([{ code: 'cli/usage', message, hint }])
}
