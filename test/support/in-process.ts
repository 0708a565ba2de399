import { CommanderError } from 'commander'
import { commandParser } from '../../src/cli/command-parser.ts'
import { execute } from '../../src/cli/execute.ts'

/** How a command ended, and what it wrote. */
export interface Outcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Where a command line is typed, apart from its streams. */
export interface TypedIn {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Runs a line of `tpchmodel …` in this process, which starts no other: what is printed is the program's, to the letter.
 * Undefined for a line that needs a shell, and for one that the parser of flags refuses, which prints for itself.
 */
export async function runHere(line: string, { folder, environment }: TypedIn): Promise<Outcome | undefined> {
  const args = wordsOf(line)
  if (args === undefined) return undefined
  const written = { stdout: '', stderr: '' }
  let exitCode: number | undefined
  const host = {
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    environment,
    folder,
    isUnread: () => false,
  }
  const parser = commandParser(args, async (entry, given, rest) => {
    exitCode = await execute({ entry, given, args: rest }, host)
  })
  parser.configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  for (const command of parser.commands)
    command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  try {
    await parser.parseAsync([...args], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
  }
  return exitCode === undefined ? undefined : { exitCode, ...written }
}

/** The words behind `tpchmodel`, as a shell without variables and patterns reads them. */
function wordsOf(line: string): readonly string[] | undefined {
  const [, rest] = /^tpchmodel ((?:'[^']*'|"[^"$`\\]*"|[^|&;<>$`*?\\'"])*)$/.exec(line) ?? []
  if (rest === undefined) return undefined
  const words = rest.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double))
}
