import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { DataNode } from '../manifest/node.ts'

/** The table of an incremental model is there. `isForbidden`: the model's configuration forbids to build it whole. */
export function existingIncremental({ name, location }: DataNode, isForbidden: boolean): Diagnostic {
  return {
    code: 'run/not-yet',
    message: `The table of the incremental model "${name}" is there, and adding new rows to a table is not there yet.`,
    location,
    hint: isForbidden
      ? `"full_refresh: false" keeps it from being built whole. Leave it out with --exclude ${name}.`
      : `Build it whole with --full-refresh, or leave it as it is with --exclude ${name}.`,
  }
}
