import type { CommandEntry } from '../../src/cli/command-entry.ts'
import { commandTable } from '../../src/cli/command-table.ts'
import { twinsOf } from '../../src/cli/flag-names.ts'
import type { Flag, FlagGroup } from '../../src/cli/flags.ts'

const precedence = `A flag that is not given has its value from the environment variable of its name, set for the process or in the project's
\`.env\`; else from \`flags:\` of the project file; else it has its default. \`DBT_ENGINE_TARGET\` is read before \`DBT_TARGET\`, and so for
every variable of dbt. Switches take \`true\` and \`false\`, \`1\` and \`0\`, \`yes\` and \`no\`; lists are separated by blanks. Every switch has an
opposite for the command line: \`--no-fail-fast\`, \`--color\`.
`

/** The page of all commands and flags, from the table that the program itself reads. */
export function commandReference(): string {
  const titles = [...new Set(commandTable.map(({ group }) => group))]
  const shared =
    commandTable[0]?.flags.filter((group) => commandTable.filter(({ flags }) => flags.includes(group)).length > 1) ?? []
  return [
    '# Commands\n',
    'Made from the program; `tpchmodel COMMAND --help` prints the same. Flags may stand before the command or behind it.\n',
    precedence,
    ...titles.flatMap((title) => [
      `## ${bare(title)}\n`,
      table(
        ['command', ''],
        commandTable
          .filter(({ group }) => group === title)
          .map((entry) => [`[\`${entry.name}\`](#${anchor(entry.name)})`, entry.summary]),
      ),
    ]),
    '## Flags of many commands\n',
    ...shared.map(groupText),
    ...commandTable.map((entry) => commandText(entry, shared)),
  ].join('\n')
}

function commandText(
  { name, alias, takes, summary, example, flags }: CommandEntry,
  shared: readonly FlagGroup[],
): string {
  const usage = ['tpchmodel', name, takes, '[flags]'].filter((part) => part !== undefined).join(' ')
  const groups = flags
    .filter((group) => shared.includes(group))
    .map(({ title }) => `[${bare(title)}](#${anchor(bare(title).toLowerCase())}-flags)`)
  return [
    `## ${name}\n`,
    `${sentence(summary)}${alias === undefined ? '' : ` \`${alias}\` is the same.`}\n`,
    `\`\`\`sh\n${usage}\n${example}\n\`\`\`\n`,
    ...flags.filter((group) => !shared.includes(group)).map(groupText),
    ...(groups.length > 0 ? [`Also the flags of ${groups.join(', ')}.\n`] : []),
  ].join('\n')
}

function groupText({ title, flags }: FlagGroup): string {
  return `### ${bare(title)} flags\n\n${table(
    ['flag', '', 'environment'],
    flags.map((flag) => [`\`${flag.flags}\``, saysOf(flag), twinsText(flag)]),
  )}`
}

function saysOf({ says, choices, preset }: Flag): string {
  const values = choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(', ')}`
  return `${says}${values}${preset === undefined ? '' : `; default: \`${preset}\``}`.replaceAll('|', '\\|')
}

/** dbt's `DBT_ENGINE_` names go without saying; the page says so once. */
function twinsText(flag: Flag): string {
  return twinsOf(flag)
    .filter((name) => !name.startsWith('DBT_ENGINE_'))
    .map((name) => `\`${name}\``)
    .join(' ')
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}

/** A title of the help without its colon. */
function bare(title: string): string {
  return title.replace(/:$/, '')
}

function anchor(name: string): string {
  return name.replaceAll(' ', '-')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`
}
