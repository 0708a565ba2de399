import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Node } from '../manifest/node.ts'
import type { Plan } from '../plan/step.ts'
import type { Workspace } from './load-workspace.ts'
import type { RunOptions } from './options.ts'
import { planNodes, type RunCommand } from './run-nodes.ts'

/** The types of nodes that each command works on. */
export const commandTypes = {
  build: ['model', 'seed', 'test', 'unit_test'],
  run: ['model'],
  seed: ['seed'],
  test: ['test', 'unit_test'],
} as const satisfies Record<string, readonly Node['type'][]>

export interface Planned {
  readonly workspace: Workspace
  readonly plan: Plan
  readonly warnings: readonly Diagnostic[]
}

/** What `build` (or the command given) would do, without doing it. Throws `ProjectError`. */
export function plan(
  options: RunOptions = {},
  command: RunCommand = { name: 'build', types: commandTypes.build },
): Promise<Planned> {
  return planNodes(command, options)
}
