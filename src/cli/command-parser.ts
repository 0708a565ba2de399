import { Command, InvalidArgumentError, Option } from 'commander'
import type { CommandEntry } from './command-entry.ts'
import { commandTable } from './command-table.ts'
import { dbtFlags } from './dbt-flags.ts'
import { fieldOf, isSwitch, longName } from './flag-names.ts'
import { type Flag, projectFlags } from './flags.ts'
import { description, overview } from './overview.ts'
import type { GivenFlags } from './settle-flags.ts'

/** `given`: what stands behind the command's name, flags aside. */
type Act = (entry: CommandEntry, flags: GivenFlags, given: readonly string[]) => Promise<void>

/** All commands by name, and the flags of the one that is asked for: the others need none, and starting stays fast. */
export function commandParser([asked]: readonly string[], act: Act): Command {
  const program = quiet(new Command('tpchmodel'))
    .description(description)
    .configureHelp({ formatHelp: () => overview(process.stdout.columns ?? 80) })
    .helpCommand(false)
  for (const entry of commandTable) {
    const [first = '', second] = entry.name.split(' ')
    const isAsked = asked === first || asked === entry.alias
    const above = second === undefined ? program : parentOf(first, program)
    above.addCommand(commandOf(second ?? first, entry, isAsked ? act : undefined))
  }
  return program
}

/** The command above `docs generate`. */
function parentOf(name: string, program: Command): Command {
  const known = program.commands.find((command) => command.name() === name)
  if (known !== undefined) return known
  const below = commandTable.filter((entry) => entry.name.startsWith(`${name} `))
  const parent = quiet(new Command(name)).description(below.map(({ summary }) => summary).join('; '))
  program.addCommand(parent)
  return parent
}

function commandOf(name: string, entry: CommandEntry, act: Act | undefined): Command {
  const command = quiet(new Command(name)).summary(entry.summary).description(entry.summary)
  command.aliases([entry.alias, entry.oldWord].filter((other) => other !== undefined))
  if (entry.takes !== undefined) command.arguments(entry.takes)
  if (act === undefined) return command
  for (const { title, flags } of entry.flags) {
    command.optionsGroup(title)
    for (const flag of flags) for (const option of optionsOf(flag)) command.addOption(option)
  }
  if (entry.flags.includes(projectFlags)) for (const option of dbtOptions(command)) command.addOption(option)
  return command
    .addHelpText('after', `\nExample:\n  ${entry.example}`)
    .action(() => act(entry, flagsOf(command, entry), command.args))
}

/** The flag as the help shows it, and what else is read: the opposite of a switch, and dbt's spellings. */
function optionsOf(flag: Flag): readonly Option[] {
  const { flags, also = [] } = flag
  const value = /<.*/.exec(flags)?.[0] ?? ''
  const names = also.map((name) => `${name} ${value}`)
  const switches = isSwitch(flag) ? [flags.replace(/^-\w, /, ''), ...names].map(opposite) : []
  return [optionOf(flags, flag), ...[...names, ...switches].map((other) => optionOf(other, flag).hideHelp())]
}

function optionOf(flags: string, { says, choices, preset, wholeNumberFrom }: Flag): Option {
  const option = new Option(flags.trim(), says)
  if (choices !== undefined) option.choices(choices)
  if (preset !== undefined) option.default(preset)
  return wholeNumberFrom === undefined ? option : option.argParser(wholeNumber(wholeNumberFrom))
}

function opposite(flags: string): string {
  return flags.startsWith('--no-') ? flags.replace('--no-', '--') : flags.replace('--', '--no-')
}

/** Flags of dbt that the command has none of its own for. */
function dbtOptions(command: Command): readonly Option[] {
  const known = new Set(command.options.map(({ long }) => long))
  return dbtFlags
    .filter(({ name }) => !known.has(`--${name}`))
    .flatMap(({ name, takesValue = false }) => (takesValue ? [`--${name} <value>`] : [`--${name}`, `--no-${name}`]))
    .map((flags) => new Option(flags).hideHelp())
}

/** What was really given, under the name that the help shows. A list that is given under two names is one. */
function flagsOf(command: Command, { flags }: CommandEntry): GivenFlags {
  const own = flags.flatMap((group) => group.flags)
  const names = new Map(
    own.flatMap((flag) => (flag.also ?? []).map((name) => [fieldOf(longName({ flags: name })), flag] as const)),
  )
  const given: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(command.opts<Readonly<Record<string, unknown>>>())) {
    if (command.getOptionValueSource(field) !== 'cli') continue
    const flag = names.get(field)
    const name = flag === undefined ? field : fieldOf(longName(flag))
    const before = given[name]
    given[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value
  }
  return given
}

function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= minimum) return value
    throw new InvalidArgumentError(`A whole number from ${minimum} on is expected.`)
  }
}

/** Errors are thrown, and printed by whoever catches them. */
function quiet(command: Command): Command {
  return command
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
}
