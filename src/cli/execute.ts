import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../report/format-diagnostics.ts'
import { terminalOf } from '../report/terminal.ts'
import type { CommandInput } from './command-input.ts'
import { commands } from './commands.ts'
import type { Flags } from './flags.ts'
import { interruption } from './interruption.ts'
import { readerFor } from './read-text.ts'
import { type RedactedOutput, redactedOutput } from './redacted-output.ts'
import { parseVars } from './vars.ts'

/** Does what a command line says, and returns the exit code. `args` stand behind the command's name, flags aside. */
export async function execute(name: string, flags: Flags, args: readonly string[]): Promise<number> {
  const interrupted = interruption()
  const read = readerFor(flags)
  const output = redactedOutput()
  const say = (diagnostics: readonly Diagnostic[]) => {
    if (diagnostics.length > 0) output.stderr.write(framed(diagnostics, { flags, read, output }))
  }
  try {
    const load = commands[name]
    if (load === undefined) throw new Error(`Internal error: no command ${name}`)
    const options = {
      ...given(flags),
      vars: await parseVars(flags.vars),
      signal: interrupted.signal,
      hide: output.hide,
    }
    const warn = (diagnostics: readonly Diagnostic[]) => {
      if (flags.quiet !== true) say(diagnostics)
    }
    const command = await load()
    return await command({ flags, args, options, read, warn, output })
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    if (!(error instanceof ProjectError)) return bug(error, output)
    say(error.diagnostics)
    return error.diagnostics.every(({ code }) => isOutside(code)) ? 1 : 2
  } finally {
    interrupted.close()
  }
}

function given(flags: Flags) {
  const {
    projectDir,
    profilesDir,
    profile,
    target,
    threads,
    partialParse,
    select,
    exclude,
    resourceType,
    fullRefresh,
    failFast,
    storeFailures,
  } = flags
  return {
    ...(projectDir !== undefined && { projectDir }),
    ...(profilesDir !== undefined && { profilesDir }),
    ...(profile !== undefined && { profile }),
    ...(target !== undefined && { target }),
    ...(threads !== undefined && { threads }),
    ...(partialParse !== undefined && { partialParse }),
    ...(select !== undefined && { select }),
    ...(exclude !== undefined && { exclude }),
    ...(resourceType !== undefined && { resourceTypes: resourceType }),
    ...(fullRefresh !== undefined && { fullRefresh }),
    ...(failFast !== undefined && { failFast }),
    ...(storeFailures !== undefined && { storeFailures }),
  }
}

/** What the world refused, rather than what the project says: the exit code tells them apart. */
function isOutside(code: string): boolean {
  return /^(?:store|extract|run|engine|artifact)\//.test(code)
}

function framed(
  diagnostics: readonly Diagnostic[],
  { flags, read, output }: Pick<CommandInput, 'flags' | 'read' | 'output'>,
): string {
  const terminal = terminalOf(output.stderr, process.env, { noColor: !flags.color })
  const { isTerminal, color, unicode, width } = terminal
  return formatDiagnostics(diagnostics, { read, color, unicode, width: width(), more: isTerminal })
}

function bug(error: unknown, { stderr }: RedactedOutput): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(
    `${text}\n\nThis is a mistake of tpchmodel, not of your project. Please report it with the text above.\n`,
  )
  return 2
}
