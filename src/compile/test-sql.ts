import { builtinTests } from '../context/builtin-tests.ts'
import { argumentTexts } from '../context/test-arguments.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { DataTestNode } from '../manifest/node.ts'

type Generic = NonNullable<DataTestNode['generic']>

/** SQL of what a test looks at: the relation, or the rows of it that `where` keeps. */
export function testedRows(relation: string, where: string | undefined): string {
  return where === undefined ? relation : `(select * from ${relation} where ${where}) dbt_subquery`
}

/** SQL that selects the failing rows of a built-in test; undefined for a test that is a macro of the project. */
export function builtinTestSql(
  generic: Generic,
  model: string,
  args: ReadonlyMap<string, Value>,
  overridden: boolean,
): string | undefined {
  const test = generic.namespace === undefined && !overridden ? builtinTests.get(generic.testName) : undefined
  return test?.failingRows({ model, column: generic.column ?? '', args: argumentTexts(args) })
}
