import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Environment } from '../project/env-file.ts'
import type { ProjectFlags } from '../project/project-flags.ts'
import { dbtFlags } from './dbt-flags.ts'
import { unreadableTwin, unusableFlag } from './diagnostics.ts'
import { fieldOf, isSwitch, longName, twinsOf } from './flag-names.ts'
import type { Flag, FlagGroup, Flags } from './flags.ts'

/** Flags of the command line, by the fields of `Flags`: only those that were given. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** Where a flag that was not given may have its value from, strongest first. */
export interface FlagSources {
  readonly environment: Environment
  readonly project: ProjectFlags
}

export interface SettledFlags {
  readonly flags: Flags
  readonly diagnostics: readonly Diagnostic[]
}

/** The value of every flag of a command: from the command line, else the environment, else the project, else its preset. */
export function settledFlags(groups: readonly FlagGroup[], given: GivenFlags, sources: FlagSources): SettledFlags {
  const diagnostics: Diagnostic[] = [...refusals(given)]
  const own = groups.flatMap(({ flags }) => flags)
  const settled = own.map((flag) => {
    const field = fieldOf(longName(flag))
    return [field, given[field] ?? settle(flag, sources, (found) => diagnostics.push(found))] as const
  })
  const values: Readonly<Record<string, unknown>> = {
    color: true,
    logFormat: 'text',
    logLevel: 'info',
    progress: 'auto',
    ...Object.fromEntries(settled.filter(([, value]) => value !== undefined)),
  }
  // Each field has the type that its flag in the table gives it.
  return { flags: values as unknown as Flags, diagnostics }
}

function refusals(given: GivenFlags): readonly Diagnostic[] {
  return dbtFlags.flatMap(({ name, refused }) => {
    const value = given[fieldOf(name)]
    return refused === undefined || value === undefined || value === false ? [] : [unusableFlag(name, refused)]
  })
}

function settle(flag: Flag, { environment, project }: FlagSources, report: (found: Diagnostic) => void): unknown {
  for (const name of twinsOf(flag)) {
    const text = environment[name]
    if (text === undefined || text === '') continue
    const read = readText(flag, text)
    if (read.value === undefined) report(unreadableTwin(name, text, { flag: `--${longName(flag)}`, ...read }))
    return read.value
  }
  return (flag.fromProject === true ? fromProject(flag, project) : undefined) ?? flag.preset
}

function fromProject({ dbt = '' }: Flag, project: ProjectFlags): unknown {
  return Object.entries(project).find(([name]) => name === dbt.toLowerCase())?.[1]
}

type Read = { readonly value: unknown; readonly expected: string }

const on = ['1', 'true', 't', 'yes', 'y', 'on']
const off = ['0', 'false', 'f', 'no', 'n', 'off']

/** A variable's text as the flag's value; undefined where it is not what is expected. Lists are separated by blanks. */
function readText(flag: Flag, text: string): Read {
  const { choices, wholeNumberFrom } = flag
  if (isSwitch(flag)) {
    const word = text.toLowerCase()
    const value = on.includes(word) ? true : off.includes(word) ? false : undefined
    return { value, expected: '"true" or "false"' }
  }
  if (choices !== undefined) {
    const value = choices.find((choice) => choice === text.toLowerCase())
    return { value, expected: choices.map((choice) => `"${choice}"`).join(' or ') }
  }
  if (wholeNumberFrom !== undefined) {
    const value = /^\d+$/.test(text) && Number(text) >= wholeNumberFrom ? Number(text) : undefined
    return { value, expected: `a whole number from ${wholeNumberFrom} on` }
  }
  return { value: flag.flags.includes('...') ? text.trim().split(/\s+/) : text, expected: 'a text' }
}
