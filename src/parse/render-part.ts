import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'

export interface PartOfFile {
  readonly file: string
  readonly scope: Scope
  /** A place in the part as one in its file. */
  readonly place: (found: Location | undefined) => Location | undefined
  readonly report: (diagnostic: Diagnostic) => void
}

/** Renders a template that is a part of a file; undefined, and a report, where something is wrong with it. */
export function renderPart(text: string, { file, scope, place, report }: PartOfFile): string | undefined {
  const moved = ({ location: found, ...diagnostic }: Diagnostic): Diagnostic => {
    const location = place(found)
    return { ...diagnostic, ...(location !== undefined && { location }) }
  }
  const compiled = compileTemplate(text, file)
  if (!compiled.ok) {
    for (const found of compiled.diagnostics) report(moved(found))
    return undefined
  }
  try {
    return compiled.template.render(scope).text
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    report(moved(error.diagnostic))
    return undefined
  }
}
