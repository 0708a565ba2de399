import { Command, CommanderError } from 'commander'
import { type Flags, withLimit, withOutput, withProjectFlags, withRunFlags, withSelection } from './flags.ts'
import { packageVersion } from './version.ts'

const examples = `
Examples:
  tpchmodel build                      everything: extract, build, test, publish
  tpchmodel build --select gold+       a layer and all that is built from it
  tpchmodel ls --select +wide_order_details
  tpchmodel show --select finance_dashboard_view --limit 10
  tpchmodel build --dry-run            what would be done

Exit codes: 0 all well; 1 a model, a test or a transfer failed; 2 the project or the command line is wrong; 130 interrupted.
Documentation: docs/ of the package.`

/** Reads the command line, does what it says, and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  process.exitCode = await run(argv)
}

async function run(argv: readonly string[]): Promise<number> {
  let code = 0
  const program = programOf((command, flags) => async () => {
    const { execute } = await import('./execute.ts')
    code = await execute(command, flags)
  })
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}

type Action = (command: string, flags: Flags) => () => Promise<void>

function programOf(act: Action): Command {
  const program = new Command('tpchmodel')
    .description(
      'SQL models on DuckDB: from PostgreSQL to tested Parquet in a lake, published only when the tests pass.',
    )
    .version(`tpchmodel ${packageVersion()}`, '-V, --version')
    .addHelpText('after', examples)
    .showSuggestionAfterError()
    .showHelpAfterError('Run with --help to see what there is.')
    .exitOverride()
  const add = (name: string, summary: string, example: string): Command => {
    const command = program.command(name).summary(summary).description(summary).exitOverride()
    command.addHelpText('after', `\nExample:\n  ${example}`)
    command.action((flags: Flags & { readonly models?: readonly string[] }) =>
      act(name, { ...flags, select: [...(flags.select ?? []), ...(flags.models ?? [])] })(),
    )
    return withProjectFlags(command)
  }
  withRunFlags(
    withSelection(add('build', 'build, test and publish seeds and models', 'tpchmodel build --select gold+')),
  )
  withRunFlags(
    withSelection(add('run', 'build and publish models, without tests', 'tpchmodel run --select tag:nightly')),
  )
  withRunFlags(withSelection(add('test', 'test what the environment shows', 'tpchmodel test --select silver')))
  withRunFlags(withSelection(add('seed', 'load the CSV files of seeds/', 'tpchmodel seed --full-refresh')))
  withSelection(
    add('compile', "write the models' final SQL below target/compiled", 'tpchmodel compile --select fct_orders'),
  )
  add('parse', 'read and check the project, and write target/manifest.json', 'tpchmodel parse --target prod')
  withOutput(
    withSelection(add('ls', 'list nodes', 'tpchmodel ls --select gold+ --output name').alias('list')),
    ['selector', 'name', 'path', 'json', 'tree'],
    'tree on a terminal, else selector',
  )
  withOutput(
    withLimit(
      withSelection(
        add('show', 'show the first rows of a model, a test or a query', 'tpchmodel show -s dim_part --limit 3'),
      ),
    ),
    ['table', 'text', 'csv', 'json'],
    'table',
  )
  add('debug', 'try the project, the engine, the lake and the connections', 'tpchmodel debug --target prod')
  add('clean', "remove the project's clean-targets", 'tpchmodel clean')
  addExplain(program, act)
  return program
}

function addExplain(program: Command, act: Action): void {
  program
    .command('explain')
    .argument('[code]', 'the code of a message: parse/unknown-ref, or unknown-ref')
    .summary('explain the code of a message')
    .description('explain the code of a message; without one, list all codes')
    .option('--no-color', 'no colors')
    .addHelpText('after', '\nExample:\n  tpchmodel explain parse/unknown-ref')
    .exitOverride()
    .action((code: string | undefined, flags: Flags) =>
      act('explain', { ...flags, ...(code !== undefined && { code }) })(),
    )
}
