import { resolve } from 'node:path'
import * as app from '../../app/source-freshness.ts'
import type { CommandInput } from '../command-input.ts'
import { exitCodeOf, reported } from '../report-run.ts'

/** `source freshness`: how old the newest rows of sources are. */
export async function sourceFreshness(input: CommandInput): Promise<number> {
  const { flags, folder, options } = input
  const output = flags.output === undefined ? {} : { output: resolve(folder, flags.output) }
  return exitCodeOf(await reported(input, ({ report }) => app.sourceFreshness({ ...options, ...output, report })))
}
