import { fromValue } from './bridge.ts'
import { compileTemplate, hasTags } from './compile-template.ts'
import { notWellFormed } from './diagnostics.ts'
import { expressionProgram } from './evaluate/program.ts'
import { nativeFilters } from './filters/native.ts'
import { literalValue } from './literal-value.ts'
import { spending } from './runtime/budget.ts'
import type { Value } from './runtime/value.ts'
import { SyntaxFailure } from './syntax-error.ts'
import { type Scope, TemplateError } from './template.ts'
import { parseTemplate } from './template-parser.ts'

const filters = nativeFilters(readLiteral)

/**
 * Renders a value of YAML. A text that is one `{{ expression }}` and nothing else keeps the type of its value, as plain
 * data; every other text stays text, and one without tags comes back as it is. Locations count from the start of
 * `source`. Throws `TemplateError`, also for a template that is not well formed.
 */
export function renderValue(source: string, file: string, scope: Scope): unknown {
  if (!hasTags(source)) return source
  const expression = singleExpression(source, file)
  if (expression === undefined) return renderText(source, file, scope)
  const compute = expressionProgram(expression, { source, file, filters })
  return spending(undefined, () => {
    const value = compute(scope)
    return value === undefined ? '' : fromValue(value)
  })
}

function singleExpression(source: string, file: string): ReturnType<typeof outputOf> {
  try {
    return outputOf(source)
  } catch (error) {
    throw error instanceof SyntaxFailure ? new TemplateError(notWellFormed(error, file)) : error
  }
}

function outputOf(source: string): Parameters<typeof expressionProgram>[0] | undefined {
  const [first, ...others] = parseTemplate(source)
  return first?.type === 'output' && others.length === 0 ? first.value : undefined
}

function renderText(source: string, file: string, scope: Scope): string {
  const result = compileTemplate(source, file)
  const [diagnostic] = result.ok ? [] : result.diagnostics
  if (!result.ok && diagnostic !== undefined) throw new TemplateError(diagnostic)
  return result.ok ? result.template.render(scope).text : source
}

/** The value of a text that is a literal. */
function readLiteral(text: string): Value {
  try {
    const node = outputOf(`{{ ${text} }}`)
    return node && literalValue(node)
  } catch (error) {
    if (error instanceof SyntaxFailure) return undefined
    throw error
  }
}
