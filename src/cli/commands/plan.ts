import { planChanges } from '../../app/plan-changes.ts'
import { changesJson, formatChanges, markdownChanges } from '../../report/format-changes.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

const formats = { text: formatChanges, markdown: markdownChanges, json: changesJson }

/** `plan`: what a build would change, and why. */
export async function plan({ options, flags, warn, fail, output, environment }: CommandInput): Promise<number> {
  const { workspace, problems, warnings, ...found } = await planChanges(options)
  warn(warnings)
  const { unicode } = terminalOf(output.stdout, environment)
  const format = flags.output === 'json' || flags.output === 'markdown' ? flags.output : 'text'
  const { manifest } = workspace
  output.stdout.write(formats[format]({ ...found, manifest, prune: flags.prune ?? false, unicode }))
  fail(problems)
  return problems.length === 0 ? 0 : 1
}
