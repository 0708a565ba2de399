import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import { TemplateError } from '../jinja/template.ts'
import { failedTemplate } from './diagnostics.ts'
import { nodeOf, type YamlNode, type YamlScalar } from './yaml-node.ts'

/**
 * Renders the template in a YAML value to a plain value: `"{{ 4 }}"` gives 4. Throws an `Error`, best a `TemplateError`.
 *
 * Where `location` is as long as the text, the text stands in the file one character after the other, so that a place
 * in it is a place in the file.
 */
export type Render = (text: string, location: Location) => unknown

/** What reading a YAML file needs besides the file. */
export interface ReadContext {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly render: Render
  /** The project is one of dbt's: unknown keys are ignored, with a warning. */
  readonly isDbt: boolean
  readonly report: (diagnostic: Diagnostic) => void
}

const template = /\{\{|\{%|\{#/

/** The value with its template rendered; itself without one; undefined, and a report, where rendering failed. */
export function renderNode(node: YamlNode, { file, render, report }: ReadContext): YamlNode | undefined {
  if (node.type !== 'scalar' || typeof node.value !== 'string' || !template.test(node.value)) return node
  const location = contentLocation(file, node)
  try {
    return nodeOf(render(node.value, location), node)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    report({ location, ...(error instanceof TemplateError ? asOurs(error.diagnostic) : failedTemplate(error.message)) })
    return undefined
  }
}

/** Without the quotes, where what is between them is the text as it stands. */
export function contentLocation(file: string, { text, start, end }: YamlScalar): Location {
  return text.length === end - start - 2 ? { file, start: start + 1, end: end - 1 } : { file, start, end }
}

/** To the reader of a YAML file it is one thing, whether a template is wrong in itself or fails. */
function asOurs(diagnostic: Diagnostic): Diagnostic {
  const isOther = diagnostic.code === 'profile/missing-env' || diagnostic.code === 'compile/secret'
  return isOther ? diagnostic : { ...diagnostic, ...failedTemplate(diagnostic.message) }
}
