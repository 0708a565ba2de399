import type { CommandInput } from './command-input.ts'

/** A command: does its work and returns the exit code. Throws `ProjectError` for mistakes of the project. */
type Command = (input: CommandInput) => Promise<number>

/** The commands of the table by name. What a command needs is loaded when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  build: async () => (await import('./commands/run.ts')).runCommand('build'),
  run: async () => (await import('./commands/run.ts')).runCommand('run'),
  test: async () => (await import('./commands/run.ts')).runCommand('test'),
  seed: async () => (await import('./commands/run.ts')).runCommand('seed'),
  plan: async () => (await import('./commands/plan.ts')).plan,
  retry: async () => (await import('./commands/retry.ts')).retry,
  'run-operation': async () => (await import('./commands/run-operation.ts')).runOperation,
  ls: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  sql: async () => (await import('./commands/sql.ts')).sql,
  compile: async () => (await import('./commands/compile.ts')).compile,
  environments: async () => (await import('./commands/environments.ts')).environments,
  promote: async () => (await import('./commands/promote.ts')).promote,
  rollback: async () => (await import('./commands/rollback.ts')).rollback,
  init: async () => (await import('./commands/init.ts')).init,
  parse: async () => (await import('./commands/parse.ts')).parse,
  'docs generate': async () => (await import('./commands/generate-docs.ts')).generateDocs,
  'source freshness': async () => (await import('./commands/source-freshness.ts')).sourceFreshness,
  'tpch load': async () => (await import('./commands/load-tpch.ts')).loadTpch,
  debug: async () => (await import('./commands/debug.ts')).debug,
  clean: async () => (await import('./commands/clean.ts')).clean,
  schema: async () => (await import('./commands/schema.ts')).schema,
  completion: async () => (await import('./commands/completion.ts')).completion,
  explain: async () => (await import('./commands/explain.ts')).explain,
}
