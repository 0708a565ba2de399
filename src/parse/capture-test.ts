import type { Surroundings } from '../context/dbt-scope.ts'
import { relationValue } from '../context/relation-value.ts'
import { argumentValues, hasTemplates } from '../context/test-arguments.ts'
import { renderTestMacro } from '../context/test-macro.ts'
import type { DataTestEntry } from '../project/data-tests.ts'
import { type Captured, captureAt, captureOf } from './capture.ts'

interface TestUse {
  readonly entry: DataTestEntry
  readonly column: string | undefined
  /** The macro of the project that the test is; undefined for one that ships. */
  readonly macro: string | undefined
}

const nothing: Captured = { refs: [], sources: [], config: [], macros: [] }

/**
 * What a generic test refers to: in its arguments, each at its own place, and in its macro. Throws `TemplateError` where
 * one of them cannot be rendered.
 */
export function captureTest({ entry, column, macro }: TestUse, surroundings: Surroundings): Captured {
  const parts = captureArguments(entry, surroundings)
  const all = macro === undefined ? parts : [...parts, captureMacro({ entry, column, macro }, surroundings)]
  if (all.length === 0) return nothing
  const packageUse = all.find((part) => part.packageUse !== undefined)?.packageUse
  return {
    refs: all.flatMap(({ refs }) => refs),
    sources: all.flatMap(({ sources }) => sources),
    config: [],
    macros: [...new Set(all.flatMap(({ macros }) => macros))].sort(),
    ...(packageUse !== undefined && { packageUse }),
  }
}

function captureArguments({ arguments: args }: DataTestEntry, surroundings: Surroundings): readonly Captured[] {
  return [...args].flatMap(([key, { value, location }]) =>
    hasTemplates(value)
      ? [captureAt(location, surroundings, (scope) => argumentValues({ [key]: value }, scope, location))]
      : [],
  )
}

/** As in dbt, the macro is rendered once with `execute` false, which tells what it reads besides its model. */
function captureMacro(
  { entry, column, macro }: TestUse & { readonly macro: string },
  surroundings: Surroundings,
): Captured {
  const { location } = entry
  const model = relationValue({ schema: '__parse', identifier: 'model' }, surroundings.dialect)
  const values = Object.fromEntries([...entry.arguments].map(([key, { value }]) => [key, value]))
  return captureOf(surroundings, (scope) => {
    const args = argumentValues(values, scope, location)
    renderTestMacro({ name: macro, model, column, args, location }, scope)
  })
}
