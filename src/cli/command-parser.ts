import { Command, InvalidArgumentError, Option } from 'commander'
import { type CommandEntry, commandTable } from './command-table.ts'
import type { Flag, Flags } from './flags.ts'
import { description, overview } from './overview.ts'

/** `given`: what stands behind the command's name, flags aside. */
type Act = (name: string, flags: Flags, given: readonly string[]) => Promise<void>

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
  if (entry.alias !== undefined) command.alias(entry.alias)
  if (entry.takes !== undefined) command.arguments(entry.takes)
  if (act === undefined) return command
  for (const { title, flags } of entry.flags) {
    command.optionsGroup(title)
    for (const flag of flags) command.addOption(optionOf(flag))
  }
  return command
    .addHelpText('after', `\nExample:\n  ${entry.example}`)
    .action(() => act(entry.name, flagsOf(command), command.args))
}

function optionOf({ flags, says, choices, preset, wholeNumberFrom }: Flag): Option {
  const option = new Option(flags, says)
  if (choices !== undefined) option.choices(choices)
  if (preset !== undefined) option.default(preset)
  return wholeNumberFrom === undefined ? option : option.argParser(wholeNumber(wholeNumberFrom))
}

/** `--models` is dbt's old name of `--select`. */
function flagsOf(command: Command): Flags {
  const flags = command.opts<Flags & { readonly models?: readonly string[] }>()
  return { ...flags, select: [...(flags.select ?? []), ...(flags.models ?? [])] }
}

function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isInteger(value) && value >= minimum) return value
    throw new InvalidArgumentError(`A whole number from ${minimum} on is expected.`)
  }
}

/** Errors are thrown, and say where help is. */
function quiet(command: Command): Command {
  return command.showSuggestionAfterError().showHelpAfterError('Run with --help to see what there is.').exitOverride()
}
