import { commandFirst } from './command-first.ts'
import { type CommandEntry, commandTable } from './command-table.ts'
import type { Flag } from './flags.ts'

/** The words of a project: each is asked for only where one of them may stand. */
export interface ProjectNames {
  /** Of selectors. */
  readonly selectors: () => Promise<readonly string[]>
  readonly macros: () => Promise<readonly string[]>
}

/** What could stand in the place of the last of `words`, which begin behind the program's name. */
export async function completions(
  words: readonly string[],
  { selectors, macros }: ProjectNames,
): Promise<readonly string[]> {
  const before = commandFirst(words.slice(0, -1))
  const last = words.at(-1) ?? ''
  const entry = entryOf(before)
  if (entry === undefined) return starting(commandWords(before), last)
  const flags = entry.flags.flatMap((group) => group.flags)
  if (last.startsWith('-')) return starting(flags.flatMap(spellings), last)
  const flag = openFlag(before, flags)
  if (flag?.choices !== undefined) return starting(flag.choices, last)
  if (flag === undefined && entry.takes === '<macro>' && before.at(-1) === entry.name)
    return starting(await macros(), last)
  if (flag?.flags.startsWith('--selector ')) return starting(selectorNames(await selectors()), last)
  if (flag === undefined || !/<selectors?\.\.\.>/.test(flag.flags)) return []
  // Operators in front, and what a comma has closed, stay as they are.
  const kept = /^(?:.*,)?(?:@|\d*\+)?/.exec(last)?.[0] ?? ''
  return starting(await selectors(), last.slice(kept.length)).map((word) => kept + word)
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

/** The flag whose value stands at the end of a line: the last one, directly or with several values. */
function openFlag(before: readonly string[], flags: readonly Flag[]): Flag | undefined {
  const at = before.findLastIndex((word) => word.startsWith('-'))
  const flag = flags.find((known) => spellings(known).includes(before[at] ?? ''))
  if (flag?.flags.includes('<') !== true) return undefined
  return flag.flags.includes('...') || at === before.length - 1 ? flag : undefined
}

/** `-t` and `--target`. */
function spellings({ flags }: Flag): readonly string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith('-'))
}

function selectorNames(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => (word.startsWith('selector:') ? word.slice('selector:'.length) : []))
}

function starting(words: readonly string[], text: string): readonly string[] {
  return words.filter((word) => word.startsWith(text))
}
