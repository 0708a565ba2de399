import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts'
import { compileTemplate } from '../../../src/jinja/compile-template.ts'
import { type Scope, type Template, TemplateError } from '../../../src/jinja/template.ts'

/** A template that must be well formed. */
export function compiled(source: string, file = 'model.sql'): Template {
  const result = compileTemplate(source, file)
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return result.template
}

/** A scope over plain data and values. */
export function scopeOf(context: Readonly<Record<string, unknown>> = {}): Scope {
  const names = new Map(Object.entries(context))
  return { get: (name) => names.get(name), names: () => names.keys() }
}

/** What a template writes. */
export function rendered(source: string, context: Readonly<Record<string, unknown>> = {}): string {
  return compiled(source).render(scopeOf(context)).text
}

/** What a template reports instead of writing. */
export function failureOf(use: () => unknown): Diagnostic {
  try {
    use()
  } catch (error) {
    if (error instanceof TemplateError) return error.diagnostic
    throw error
  }
  throw new Error('the template rendered')
}

/** What is wrong with a template that is not well formed, and the text at the place it names. */
export function syntaxErrorOf(source: string): {
  readonly message: string
  readonly at: string
  readonly start: number
} {
  const result = compileTemplate(source, 'model.sql')
  const [diagnostic] = result.ok ? [] : result.diagnostics
  if (diagnostic?.location === undefined) throw new Error('the template is well formed')
  const { start, end } = diagnostic.location
  const message = diagnostic.hint === undefined ? diagnostic.message : `${diagnostic.message} ${diagnostic.hint}`
  return { message, at: source.slice(start, end), start }
}

/** The text that a location of a source covers. */
export function textAt(source: string, location: { readonly start: number; readonly end: number } | undefined): string {
  return location === undefined ? '' : source.slice(location.start, location.end)
}
