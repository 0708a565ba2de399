import { commandTable } from './command-table.ts'

/**
 * Puts the command in front of flags that stand before it, as in `-q build` and `--target prod build`: every command
 * knows its own flags. `help build` is `build --help`. Arguments without a command stay as they are.
 */
export function commandFirst(args: readonly string[]): readonly string[] {
  const [first, ...more] = args
  if (first === 'help' && more.length > 0) return names.has(more[0] ?? '') ? [...more, '--help'] : more
  const at = args.findIndex((arg, index) => names.has(arg) && !takesValue(args[index - 1]))
  const command = args[at]
  return command === undefined ? args : [command, ...args.slice(0, at), ...args.slice(at + 1)]
}

const names = new Set([
  'help',
  ...commandTable.flatMap(({ name, alias }) => [name.split(' ')[0] ?? name, alias ?? name]),
])

const flags = commandTable.flatMap((entry) => entry.flags.flatMap((group) => group.flags))
const withValue = new Set(namesOf(true))
const without = new Set(namesOf(false))

function namesOf(takes: boolean): readonly string[] {
  return flags
    .filter((flag) => flag.flags.includes('<') === takes)
    .flatMap((flag) => flag.flags.split(/[ ,]+/).filter((word) => word.startsWith('-')))
}

/** `-f` is a switch of one command, and has a value with another: a command's name behind it is the command. */
function takesValue(arg: string | undefined): boolean {
  return arg !== undefined && withValue.has(arg) && !without.has(arg)
}
