import { oneLine } from '../util/strip-control.ts'
import type { CommandInput } from './command-input.ts'

/** Says beside rows for programs, which have no line for it, what of them is masked. */
export function sayMasked(columns: readonly string[], { flags, output }: Pick<CommandInput, 'flags' | 'output'>): void {
  if (columns.length === 0 || flags.quiet === true) return
  output.stderr.write(`Masked: ${columns.map(oneLine).join(', ')}. --unmask shows personal data.\n`)
}
