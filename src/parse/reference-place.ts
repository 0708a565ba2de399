import type { Location } from '../diagnostics/location.ts'
import type { Template } from '../jinja/template.ts'

/** Where a template says `ref('name')`; undefined where the name is computed. */
export function referencePlace(template: Template | undefined, name: string): Location | undefined {
  const references = template?.calls.filter((call) => call.name === 'ref').map(({ positional }) => positional.at(-1))
  return references?.find((argument) => argument?.value === name)?.location
}
