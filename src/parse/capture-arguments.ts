import type { Surroundings } from '../context/dbt-scope.ts'
import { argumentValues, hasTemplates } from '../context/test-arguments.ts'
import type { DataTestEntry } from '../project/data-tests.ts'
import { type Captured, captureAt } from './capture.ts'

/** What the arguments of a test refer to, each at its own place. Throws `TemplateError` where one cannot be rendered. */
export function captureArguments({ arguments: args }: DataTestEntry, surroundings: Surroundings): Captured {
  const parts = [...args].flatMap(([key, { value, location }]) =>
    hasTemplates(value)
      ? [captureAt(location, surroundings, (scope) => argumentValues({ [key]: value }, scope, location))]
      : [],
  )
  return {
    refs: parts.flatMap(({ refs }) => refs),
    sources: parts.flatMap(({ sources }) => sources),
    config: [],
    macros: [...new Set(parts.flatMap(({ macros }) => macros))].sort(),
  }
}
