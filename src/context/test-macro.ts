import type { Location } from '../diagnostics/location.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { dict } from '../jinja/runtime/dict.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { type Rendered, type Scope, TemplateError } from '../jinja/template.ts'

/** A use of a generic test that is a macro. */
export interface TestMacroCall {
  /** The macro: `test_is_even`. */
  readonly name: string
  readonly model: Value
  readonly column: string | undefined
  readonly args: ReadonlyMap<string, Value>
  /** The test's own place. */
  readonly location: Location
}

const testArguments = '_dbt_generic_test_kwargs'

/** Calls the macro of a generic test. What is not in the macro's file is at the test's own place. */
export function renderTestMacro({ name, model, column, args, location }: TestMacroCall, scope: Scope): Rendered {
  const file = `${name}()`
  const compiled = compileTemplate(`{{ ${name}(**${testArguments}) }}`, file)
  if (!compiled.ok) throw new Error(`Internal error: the call of ${name} does not compile`)
  const named: readonly (readonly [string, Value])[] = column === undefined ? [] : [['column_name', column]]
  const kwargs = dict([['model', model] as const, ...named, ...args])
  const own: Scope = { ...scope, get: (key) => (key === testArguments ? kwargs : scope.get(key)) }
  try {
    const { text, sourceMap } = compiled.template.render(own)
    return {
      text,
      sourceMap: sourceMap.map((span) =>
        span.origin.file === file ? { ...span, type: 'computed', origin: location } : span,
      ),
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new TemplateError(atTest(error.diagnostic, file, location))
  }
}

type Failure = TemplateError['diagnostic']

function atTest(failure: Failure, file: string, location: Location): Failure {
  const place = (found: Location) => (found.file === file ? location : found)
  return {
    ...failure,
    ...(failure.location !== undefined && { location: place(failure.location) }),
    ...(failure.related !== undefined && {
      related: failure.related.map((each) => ({ ...each, location: place(each.location) })),
    }),
  }
}
