import type { CommanderError } from 'commander'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { commandTable, isRunning } from './command-table.ts'
import { longName, twinsOf } from './flag-names.ts'
import { outputFlags } from './flags.ts'
import type { Host } from './host.ts'
import { redactedOutput } from './redacted-output.ts'
import { settledFlags } from './settle-flags.ts'
import { tellMistakes } from './tell-mistakes.ts'

const help = 'Run with --help to see what there is.'

/** Tells of a line that the parser of flags refuses: in its words, or as a line of the log where that is JSON. */
export function tellUsage({ message }: CommanderError, args: readonly string[], host: Host): void {
  // Help that the parser shows by itself ends in an error too, and is said.
  if (!message.startsWith('error: ')) return
  const [problem = '', suggestion = ''] = message.replace('error: ', '').split('\n')
  if (!wantsJson(args, host.environment)) {
    host.stderr.write(`${message}\n${help}\n`)
    return
  }
  const entry = commandTable.find(({ name, alias }) => args[0] === name || args[0] === alias)
  tellMistakes([usageOf(problem, suggestion)], {
    isRun: entry !== undefined && isRunning(entry),
    flags: settledFlags([outputFlags], { logFormat: 'json' }, { environment: {}, project: {} }).flags,
    read: () => undefined,
    output: redactedOutput(host),
    environment: host.environment,
    invocation: { id: undefined },
  })
}

function usageOf(problem: string, suggestion: string): Diagnostic {
  const hint = /^\((.*)\)$/.exec(suggestion)?.[1] ?? help
  return {
    code: 'cli/usage',
    message: `${problem.charAt(0).toUpperCase()}${problem.slice(1).replace(/\.?$/, '.')}`,
    hint,
  }
}

/** Where the line is not understood, its last word on the log counts, and else that of the environment. */
function wantsJson(args: readonly string[], environment: Host['environment']): boolean {
  const flag = outputFlags.flags.find((each) => longName(each) === 'log-format')
  const said = args.flatMap((arg, at) =>
    arg === '--log-format'
      ? [args[at + 1]]
      : arg.startsWith('--log-format=')
        ? [arg.slice('--log-format='.length)]
        : [],
  )
  const twins = flag === undefined ? [] : twinsOf(flag).map((name) => environment[name])
  return (said.at(-1) ?? twins.find((text) => text !== undefined && text !== '')) === 'json'
}
