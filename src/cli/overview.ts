import { wrap } from '../report/wrap.ts'
import type { CommandEntry } from './command-entry.ts'
import { commandTable } from './command-table.ts'

export const description =
  'SQL models on DuckDB: from PostgreSQL to tested Parquet in a lake, published only when the tests pass.'

const examples = `Examples:
  tpchmodel build                      everything: extract, build, test, publish
  tpchmodel build --select gold+       a layer and all that is built from it
  tpchmodel ls --select +wide_order_details
  tpchmodel show --select finance_dashboard_view --limit 10
  tpchmodel build --dry-run            what would be done

Exit codes: 0 all well; 1 a model, a test or a transfer failed; 2 the project or the command line is wrong; 130 interrupted.
Documentation: docs/ of the package.
`

const options = [
  ['-V, --version', 'print the version'],
  ['-h, --help', 'print this, or the flags of a command behind its name'],
] as const

/** What `tpchmodel --help` prints: all commands, group by group. */
export function overview(width: number): string {
  const titles = [...new Set(commandTable.map(({ group }) => group))]
  const listed = titles.map(
    (title): Section => [title, commandTable.filter(({ group }) => group === title).map(lineOf)],
  )
  const sections: readonly Section[] = [...listed, ['Options:', options]]
  const margin = Math.max(...sections.flatMap(([, lines]) => lines.map(([term]) => term.length))) + 4
  return [
    'Usage: tpchmodel <command> [options]\n',
    `${wrap(description, width).join('\n')}\n`,
    ...sections.map((section) => sectionText(section, { width, margin })),
    examples,
  ].join('\n')
}

type Line = readonly [term: string, says: string]
type Section = readonly [title: string, lines: readonly Line[]]

function lineOf({ name, alias, takes, summary }: CommandEntry): Line {
  return [[name, alias && `| ${alias}`, takes].filter((part) => part !== undefined).join(' '), summary]
}

function sectionText([title, lines]: Section, { width, margin }: { readonly width: number; readonly margin: number }) {
  const texts = lines.map(([term, says]) => {
    const [first = '', ...more] = wrap(says, Math.max(width - margin, 20))
    return [`  ${term}`.padEnd(margin) + first, ...more.map((line) => ' '.repeat(margin) + line)].join('\n')
  })
  return `${title}\n${texts.join('\n')}\n`
}
