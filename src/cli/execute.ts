import { resolve } from 'node:path'
import { flagSources } from '../app/flag-sources.ts'
import { type Diagnostic, ProjectError } from '../diagnostics/diagnostic.ts'
import { isTold } from '../report/log-level.ts'
import type { CommandEntry } from './command-entry.ts'
import { isRunning } from './command-table.ts'
import { commands } from './commands.ts'
import { type Flags, projectFlags } from './flags.ts'
import type { Host } from './host.ts'
import { interruption } from './interruption.ts'
import { readerFor } from './read-text.ts'
import { redactedOutput } from './redacted-output.ts'
import { type GivenFlags, type SettledFlags, settledFlags } from './settle-flags.ts'
import { tellBug, tellMistakes } from './tell-mistakes.ts'
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
  const { diagnostics, root, ...settled } = await settle(entry, given, host)
  const flags = leveled(settled.flags)
  const written = new Map<string, string>()
  const read = readerFor(flags, { folder: host.folder, others: written })
  const output = redactedOutput(host)
  const { environment, folder, isUnread } = host
  const telling = { flags, read, output, environment, isRun: isRunning(entry), invocation: { id: undefined } }
  const say = (found: readonly Diagnostic[], fine?: number) => {
    if (flags.logLevel !== 'none') tellMistakes(found, telling, fine)
  }
  try {
    if (diagnostics.length > 0) throw new ProjectError(diagnostics)
    const load = commands[entry.name]
    if (load === undefined) throw new Error(`Internal error: no command ${entry.name}`)
    const onDefaultSelector = (name: string) => {
      if (flags.quiet !== true) output.stderr.write(`Using the default selector "${name}".\n`)
    }
    const told = { ...(await optionsOf(flags, host)), onDefaultSelector }
    const options = { ...told, signal: interrupted.signal, hide: output.hide }
    const warn = (found: readonly Diagnostic[]) => {
      if (isTold('warn', flags.logLevel)) say(found)
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
      invocation: telling.invocation,
      output,
    })
  } catch (error) {
    if (interrupted.signal.aborted) return 130
    if (!(error instanceof ProjectError)) {
      tellBug(error, telling)
      return 2
    }
    say(error.diagnostics, error.fine)
    return error.diagnostics.every(({ code }) => isOutside(code)) ? 1 : 2
  } finally {
    interrupted.close()
  }
}

/** With `--quiet` errors are told, and where less than information is told, notes are not. */
function leveled(flags: Flags): Flags {
  const logLevel = flags.quiet === true && flags.logLevel !== 'none' ? 'error' : flags.logLevel
  return { ...flags, logLevel, quiet: !isTold('info', logLevel) }
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
    selector: flags.selector,
    resourceTypes: flags.resourceType,
    excludeResourceTypes: flags.excludeResourceType,
    indirectSelection: flags.indirectSelection,
    state: flags.state,
    allowEmpty: flags.allowEmpty,
    fullRefresh: flags.fullRefresh,
    failFast: flags.failFast,
    storeFailures: flags.storeFailures,
    prune: flags.prune,
    empty: flags.empty,
    unmask: flags.unmask,
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
