import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { flagSources } from '../app/flag-sources.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../report/format-diagnostics.ts'
import { githubMistakes } from '../report/github-reporter.ts'
import { terminalOf } from '../report/terminal.ts'
import type { CommandInput } from './command-input.ts'
import type { CommandEntry } from './command-table.ts'
import { commands } from './commands.ts'
import { type Flags, projectFlags } from './flags.ts'
import type { Host } from './host.ts'
import { interruption } from './interruption.ts'
import { readerFor } from './read-text.ts'
import { type RedactedOutput, redactedOutput } from './redacted-output.ts'
import { type GivenFlags, type SettledFlags, settledFlags } from './settle-flags.ts'
import { parseMapping, warningOptions } from './yaml-flags.ts'

/** What is asked for. `args` stand behind the command's name, flags aside. */
export interface Asked {
  readonly entry: CommandEntry
  /** Those that the command line gives. */
  readonly given: GivenFlags
  readonly args: readonly string[]
}

/** Does what a command line says, and returns the exit code. */
export async function execute({ entry, given, args }: Asked, host: Host): Promise<number> {
  const interrupted = interruption()
  const { flags, diagnostics, root } = await settle(entry, given, host)
  const written = new Map<string, string>()
  const read = readerFor(flags, { folder: host.folder, others: written })
  const output = redactedOutput(host)
  const { environment, folder, isUnread } = host
  const saying = { flags, read, output, environment }
  const say = (found: readonly Diagnostic[], fine?: number) => {
    if (found.length === 0) return
    annotate(found, saying)
    output.stderr.write(framed(found, { ...saying, fine }))
  }
  try {
    if (diagnostics.length > 0) throw new ProjectError(diagnostics)
    const load = commands[entry.name]
    if (load === undefined) throw new Error(`Internal error: no command ${entry.name}`)
    const options = { ...(await optionsOf(flags, host)), signal: interrupted.signal, hide: output.hide }
    const warn = (found: readonly Diagnostic[]) => {
      if (flags.quiet !== true) say(found)
    }
    const command = await load()
    return await command({
      flags,
      args,
      options,
      environment,
      folder,
      root,
      isUnread,
      read,
      written,
      warn,
      fail: say,
      output,
    })
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    if (!(error instanceof ProjectError)) return bug(error, output)
    say(error.diagnostics, error.fine)
    return error.diagnostics.every(({ code }) => isOutside(code)) ? 1 : 2
  } finally {
    interrupted.close()
  }
}

/** Flags of a command that reads a project may have their values from its files. */
async function settle(
  { flags }: CommandEntry,
  given: GivenFlags,
  host: Host,
): Promise<SettledFlags & { readonly root: string | undefined }> {
  const outside = { environment: host.environment, project: {} }
  if (!flags.includes(projectFlags)) return { ...settledFlags(flags, given, outside), root: undefined }
  const { projectDir = '.' } = settledFlags([projectFlags], given, outside).flags
  const sources = await flagSources(resolve(host.folder, projectDir), host.environment)
  return { ...settledFlags(flags, given, sources), root: sources.root }
}

async function optionsOf(flags: Flags, { folder, environment }: Host) {
  return {
    ...named(flags),
    ...(await warningOptions(flags)),
    environment,
    projectDir: resolve(folder, flags.projectDir ?? '.'),
    vars: await parseMapping('--vars', flags.vars, '{as_of: 1998-08-02}'),
  }
}

function named(flags: Flags) {
  return defined({
    profilesDir: flags.profilesDir,
    profile: flags.profile,
    target: flags.target,
    targetPath: flags.targetPath,
    writeJson: flags.writeJson,
    threads: flags.threads,
    partialParse: flags.partialParse,
    select: flags.select,
    exclude: flags.exclude,
    resourceTypes: flags.resourceType,
    excludeResourceTypes: flags.excludeResourceType,
    indirectSelection: flags.indirectSelection,
    state: flags.state,
    allowEmpty: flags.allowEmpty,
    fullRefresh: flags.fullRefresh,
    failFast: flags.failFast,
    storeFailures: flags.storeFailures,
  })
}

type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> }

/** The fields that have a value. */
function defined<T extends object>(fields: T): Defined<T> {
  // What is left out is what the type says may be missing.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
}

/** What the world refused, rather than what the project says: the exit code tells them apart. */
function isOutside(code: string): boolean {
  return /^(?:store|extract|run|engine|artifact)\//.test(code)
}

/** Tells GitHub of them, in one of its jobs. */
function annotate(
  diagnostics: readonly Diagnostic[],
  { environment, flags, output, read }: Omit<Saying, 'fine'>,
): void {
  if (environment['GITHUB_ACTIONS'] !== 'true' || flags.logFormat === 'json') return
  const { annotations, summary } = githubMistakes(diagnostics, read)
  output.stderr.write(annotations)
  const page = environment['GITHUB_STEP_SUMMARY']
  if (page) appendFileSync(page, summary)
}

interface Saying extends Pick<CommandInput, 'flags' | 'read' | 'output' | 'environment'> {
  readonly fine: number | undefined
}

function framed(diagnostics: readonly Diagnostic[], { flags, read, output, environment, fine }: Saying): string {
  const terminal = terminalOf(output.stderr, environment, { noColor: !flags.color })
  const { isTerminal, color, unicode, width } = terminal
  return formatDiagnostics(diagnostics, { read, color, unicode, width: width(), more: isTerminal, fine })
}

function bug(error: unknown, { stderr }: RedactedOutput): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  stderr.write(
    `${text}\n\nThis is a mistake of tpchmodel, not of your project. Please report it with the text above.\n`,
  )
  return 2
}
