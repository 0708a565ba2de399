import * as app from '../../app/compile.ts'
import type { CommandInput } from '../command-input.ts'

/** `compile`: the final SQL of what is selected. */
export async function compile({ options, warn, flags, output }: CommandInput): Promise<number> {
  const { nodes, folder, warnings } = await app.compile(options)
  warn(warnings)
  const [first] = nodes.filter(({ compiled }) => compiled.node.type === 'model').length === 1 ? nodes : []
  if (first !== undefined) output.stdout.write(`${first.compiled.sql.trim()}\n`)
  if (flags.quiet !== true) {
    const where = first === undefined ? `below ${folder}` : `to ${first.path}`
    output.stderr.write(`Compiled ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} ${where}.\n`)
  }
  return 0
}
