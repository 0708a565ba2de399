import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { NotYet } from '../manifest/node.ts'

/** A reference that appears only when the template is rendered with rows, so the graph does not have its edge. */
export function undeclaredRef(name: string, location: Location, exists: boolean): Diagnostic {
  return {
    code: 'parse/unknown-ref',
    message: exists
      ? `"${name}" is referenced only when the query runs, so the order of the run does not know of it.`
      : `No model, seed or source is named "${name}".`,
    location,
    ...(exists && { hint: `Put a line "-- depends_on: {{ ref('${name}') }}" at the top of the model.` }),
  }
}

/** An operation has no query that an ephemeral model could be a part of. */
export function ephemeralInOperation(
  { name, location }: { readonly name: string; readonly location: Location },
  at: Location,
): Diagnostic {
  return {
    code: 'compile/template',
    message: `"${name}" is ephemeral: it is a part of the models that read it, and no table that an operation could name.`,
    location: at,
    hint: 'Read one of those models, or let it be a view.',
    related: [{ message: `"${name}" is defined here.`, location }],
  }
}

/** What a node needs and nobody has: why it is not built. */
export function notYet({ message, hint, location }: NotYet): Diagnostic {
  return { code: 'run/not-yet', message, location, hint }
}
