import { builtinTests } from '../context/builtin-tests.ts'
import { argumentTexts } from '../context/test-arguments.ts'
import type { Value } from '../jinja/runtime/value.ts'
import type { DataTestNode } from '../manifest/node.ts'

type Generic = NonNullable<DataTestNode['generic']>

/** SQL of what a test looks at: the relation, or the rows of it that `where` keeps. */
export function testedRows(relation: string, where: string | undefined): string {
  return where === undefined ? relation : `(select * from ${relation} where ${where}) dbt_subquery`
}

/** SQL of a built-in test. */
export interface BuiltinSql {
  /** Selects the rows that fail. */
  readonly rows: string
  /** An aggregate over the tested rows, 0 exactly where none fails. */
  readonly failing: string | undefined
}

/** The SQL of a built-in test; undefined for a test that is a macro of the project. */
export function builtinTestSql(
  generic: Generic,
  model: string,
  args: ReadonlyMap<string, Value>,
  overridden: boolean,
): BuiltinSql | undefined {
  const test = generic.namespace === undefined && !overridden ? builtinTests.get(generic.testName) : undefined
  if (test === undefined) return undefined
  const texts = argumentTexts(args)
  const subject = { model, column: generic.column ?? String(texts['column_name'] ?? ''), args: texts }
  return { rows: test.failingRows(subject), failing: test.failing?.(subject) }
}
