import * as app from '../../app/load-tpch.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { plural } from '../../report/format-count.ts'
import type { CommandInput } from '../command-input.ts'

/** `tpch load`: TPC-H's tables in a PostgreSQL of the target. */
export async function loadTpch({ options, flags, output, warn }: CommandInput): Promise<number> {
  const { connection, schema, replace } = flags
  const say = (line: string) => {
    if (flags.quiet !== true) output.stderr.write(`${line}\n`)
  }
  const loaded = await app.loadTpch({
    ...options,
    ...(flags.scale !== undefined && { scale: scaleOf(flags.scale) }),
    ...(connection !== undefined && { connection }),
    ...(schema !== undefined && { schema }),
    ...(replace !== undefined && { replace }),
    onTable: (table, rows) => say(`${table.padEnd(9)} ${plural(rows, 'row')}`),
    onWarning: (warning) => warn([warning]),
  })
  const where = `${loaded.server}, schema "${loaded.schema}"`
  if (flags.quiet !== true) {
    output.stdout.write(`Loaded TPC-H at scale ${loaded.scale} into ${where}: ${plural(loaded.rows, 'row')}.\n`)
  }
  return 0
}

function scaleOf(text: string): number {
  const scale = Number(text)
  if (/^\d*\.?\d+$/.test(text) && scale > 0 && scale <= 100_000) return scale
  throw new ProjectError([
    {
      code: 'cli/usage',
      message: `"--scale" is "${text}"; a number above 0 is expected.`,
      hint: 'Write --scale 0.1, or --scale 1 for about 1 GB.',
    },
  ])
}
