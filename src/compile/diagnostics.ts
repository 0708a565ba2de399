import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'

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
