import { commandFirst } from './command-first.ts'
import { type Host, processHost } from './host.ts'
import { overview } from './overview.ts'

/** Reads the command line, does what it says, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const args = commandFirst(argv.slice(2))
  const host = processHost()
  process.exitCode = asksForOverview(args) ? showOverview(args) : await run(args, host)
}

/** Needs no parser of flags, which takes its time to load. */
function asksForOverview([first, ...more]: readonly string[]): boolean {
  return first === undefined || (more.length === 0 && ['help', '--help', '-h'].includes(first))
}

function showOverview({ length }: readonly string[]): number {
  const stream = length === 0 ? process.stderr : process.stdout
  stream.write(overview(stream.columns ?? 80))
  return length === 0 ? 2 : 0
}

async function run(args: readonly string[], host: Host): Promise<number> {
  const { CommanderError } = await import('commander')
  const { commandParser } = await import('./command-parser.ts')
  let code = 0
  const parser = commandParser(args, async (entry, given, rest) => {
    const { execute } = await import('./execute.ts')
    code = await execute({ entry, given, args: rest }, host)
  })
  try {
    await parser.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const { tellUsage } = await import('./usage-mistake.ts')
    tellUsage(error, args, host)
    return error.exitCode === 0 ? 0 : 2
  }
}
