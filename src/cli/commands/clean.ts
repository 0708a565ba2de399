import * as app from '../../app/clean.ts'
import { cleanLake } from '../../app/clean-lake.ts'
import { ProjectError } from '../../diagnostics/diagnostic.ts'
import { formatGarbage, garbageJson } from '../../report/format-garbage.ts'
import { terminalOf } from '../../report/terminal.ts'
import type { CommandInput } from '../command-input.ts'

/** `clean`: removes what is made anew, or from the lake what nobody needs. */
export async function clean(input: CommandInput): Promise<number> {
  const { options, flags, output } = input
  if (flags.lake === true) return ofLake(input)
  const { keep, olderThan, dryRun, output: format } = flags
  if ([keep, olderThan, dryRun, format].some((flag) => flag !== undefined)) throw needsLake()
  const removed = await app.clean(options)
  if (flags.quiet !== true) {
    output.stdout.write(
      removed.length === 0 ? 'Nothing to remove.\n' : removed.map((folder) => `Removed ${folder}\n`).join(''),
    )
  }
  return 0
}

async function ofLake({ options, flags, output, environment }: CommandInput): Promise<number> {
  const { keep, olderThan, dryRun = false } = flags
  const rules = {
    ...(keep !== undefined && { keep }),
    ...(olderThan !== undefined && { olderThanDays: daysOf(olderThan) }),
  }
  const cleaned = await cleanLake({ ...options, ...rules, dryRun })
  const { unicode } = terminalOf(output.stdout, environment)
  if (flags.output === 'json') output.stdout.write(`${JSON.stringify(garbageJson(cleaned, dryRun), undefined, 2)}\n`)
  else if (flags.quiet !== true || dryRun) output.stdout.write(formatGarbage(cleaned, { unicode, dryRun }))
  return 0
}

const unitDays: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7 }

function daysOf(text: string): number {
  const [, count, unit = ''] = /^(\d+)([hdw])$/i.exec(text.trim()) ?? []
  const days = unitDays[unit.toLowerCase()]
  if (days !== undefined) return Number(count) * days
  throw usage(`"${text}" is no age.`, 'A number and its unit are expected: 12h, 30d, 2w.')
}

function needsLake(): ProjectError {
  return usage(
    '--keep, --older-than, --dry-run and --output belong to --lake, which is not given.',
    'Write: tpchmodel clean --lake --dry-run',
  )
}

function usage(message: string, hint: string): ProjectError {
  return new ProjectError([{ code: 'cli/usage', message, hint }])
}
