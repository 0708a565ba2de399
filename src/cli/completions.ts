import type { CommandEntry } from './command-entry.ts'
import { commandFirst } from './command-first.ts'
import { commandTable } from './command-table.ts'
import { fieldOf, longName } from './flag-names.ts'
import type { Flag } from './flags.ts'

/** Flags of a line that say which project is meant, by the fields of `Flags`. */
export type LineFlags = Readonly<Partial<Record<'projectDir' | 'profilesDir' | 'profile' | 'target', string>>>

/** The words of a project: each is asked for only where one of them may stand. */
export interface ProjectNames {
  /** Of selectors, as far as one is begun. */
  readonly selectors: (flags: LineFlags, begun: string) => Promise<readonly string[]>
  /** The names of selectors that the project defines. */
  readonly defined: (flags: LineFlags) => Promise<readonly string[]>
  readonly macros: (flags: LineFlags) => Promise<readonly string[]>
  readonly tests: (flags: LineFlags) => Promise<readonly string[]>
  readonly targets: (flags: LineFlags) => Promise<readonly string[]>
  readonly profiles: (flags: LineFlags) => Promise<readonly string[]>
  readonly codes: () => readonly string[]
}

/** What could stand in the place of the last of `words`, which begin behind the program's name. */
export async function completions(words: readonly string[], names: ProjectNames): Promise<readonly string[]> {
  const before = commandFirst(words.slice(0, -1))
  const last = words.at(-1) ?? ''
  const entry = entryOf(before)
  if (entry === undefined) return starting(commandWords(before), last)
  const flags = entry.flags.flatMap((group) => group.flags)
  const asked = { before, flags, names, given: lineFlags(before, flags) }
  const [, spelling = '', value = ''] = /^(--[\w-]+=)(.*)$/s.exec(last) ?? []
  if (spelling !== '') {
    const flag = flags.find((known) => spellings(known).includes(spelling.slice(0, -1)))
    const found = flag === undefined ? [] : await valuesOf(flag, value, asked)
    return found.map((word) => spelling + word)
  }
  if (last.startsWith('-')) return starting(flags.flatMap(shownSpellings), last)
  const flag = openFlag(before, flags)
  return flag === undefined ? argumentsOf(entry, last, asked) : valuesOf(flag, last, asked)
}

interface Asked {
  readonly before: readonly string[]
  readonly flags: readonly Flag[]
  readonly names: ProjectNames
  readonly given: LineFlags
}

/** The command of a line, once its name is complete. */
function entryOf([first, second]: readonly string[]): CommandEntry | undefined {
  return commandTable.find(
    ({ name, alias }) => name === first || (alias !== undefined && alias === first) || name === `${first} ${second}`,
  )
}

/** Names of commands behind those that stand already: `generate` behind `docs`. */
function commandWords(before: readonly string[]): readonly string[] {
  const names = commandTable.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]))
  const parts = names.map((name) => name.split(' '))
  const open = parts.filter(
    (part) => part.length > before.length && before.every((word, index) => word === part[index]),
  )
  return [...new Set(open.map((part) => part[before.length] ?? ''))]
}

/** What may stand behind a command's name. */
async function argumentsOf(
  { name, takes = '' }: CommandEntry,
  last: string,
  { before, names, given }: Asked,
): Promise<readonly string[]> {
  if (before.at(-1) !== name) return []
  if (takes === '<macro>') return starting(await names.macros(given), last)
  if (takes === '[code]') return starting(names.codes(), last)
  return starting(argumentWords[takes.split(' ')[0] ?? ''] ?? [], last)
}

const argumentWords: Readonly<Record<string, readonly string[]>> = {
  '<shell>': ['bash', 'zsh', 'fish'],
  '[action...]': ['list', 'show', 'diff', 'history'],
  '<file>': ['project', 'dbt-project', 'profiles', 'properties'],
}

const types = ['model', 'seed', 'source', 'test', 'unit_test', 'exposure']

/** Values of a flag, as far as one is begun. */
async function valuesOf(flag: Flag, begun: string, { names, given }: Asked): Promise<readonly string[]> {
  if (flag.choices !== undefined) return starting(flag.choices, begun)
  switch (longName(flag)) {
    case 'select':
    case 'exclude':
      return selectors(begun, (word) => names.selectors(given, word))
    case 'selector':
      return starting(await names.defined(given), begun)
    case 'resource-type':
    case 'exclude-resource-type':
      return starting(types, begun)
    case 'target':
      return starting(await names.targets(given), begun)
    case 'profile':
      return starting(await names.profiles(given), begun)
    case 'failures':
      return starting(await names.tests(given), begun)
    default:
      return []
  }
}

/** Operators in front, and what a blank or a comma has closed, stay as they are. */
async function selectors(
  begun: string,
  words: (begun: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const kept = /^(?:.*[\s,])?(?:@|\d*\+)?/s.exec(begun)?.[0] ?? ''
  const word = begun.slice(kept.length)
  return starting(await words(word), word).map((found) => kept + found)
}

/** The flag whose value stands at the end of a line: the last one, directly or with several values. */
function openFlag(before: readonly string[], flags: readonly Flag[]): Flag | undefined {
  const at = before.findLastIndex((word) => word.startsWith('-'))
  const [spelling = '', value] = (before[at] ?? '').split(/=(.*)/s)
  const flag = flags.find((known) => spellings(known).includes(spelling))
  if (flag?.flags.includes('<') !== true) return undefined
  return flag.flags.includes('...') || (at === before.length - 1 && value === undefined) ? flag : undefined
}

const placing = ['project-dir', 'profiles-dir', 'profile', 'target']

function lineFlags(before: readonly string[], flags: readonly Flag[]): LineFlags {
  const given = before.flatMap((word, at) => {
    const [spelling = '', value = before[at + 1]] = word.split(/=(.*)/s)
    const flag = flags.find((known) => spellings(known).includes(spelling))
    const isPlace = flag !== undefined && placing.includes(longName(flag))
    return isPlace && value !== undefined ? [[fieldOf(longName(flag)), value] as const] : []
  })
  // Their fields are those of the flags that were looked for.
  return Object.fromEntries(given) as LineFlags
}

/** `-s` and `--select`, and what dbt calls it. */
function spellings(flag: Flag): readonly string[] {
  return [...shownSpellings(flag), ...(flag.also ?? []).flatMap((also) => also.split(/[ ,]+/))]
}

/** `-t` and `--target`. */
function shownSpellings({ flags }: Flag): readonly string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'))
}

function starting(words: readonly string[], text: string): readonly string[] {
  return words.filter((word) => word.startsWith(text))
}
