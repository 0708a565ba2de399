import type { CompiledNode, TestedRows } from '../compile/compiled-node.ts'
import { testedRows } from '../compile/test-sql.ts'
import { withoutSemicolon } from '../compile/without-semicolon.ts'
import { builtinTests } from '../context/builtin-tests.ts'
import type { DataTestNode, TestThresholds } from '../manifest/node.ts'
import { sqlTokens } from './sql-tokens.ts'

/** A test of a relation that other tests look at too. */
export interface CombinableTest {
  readonly test: DataTestNode
  readonly compiled: CompiledNode & { readonly tested: TestedRows }
}

/** One query that asks several tests: it returns one row with a value for each, in their order. */
export interface CombinedTests {
  readonly sql: string
  /** `failing`: 0 where no row fails, and a failing one must be asked alone. `counted`: the row that the test alone would give. */
  readonly values: readonly ('failing' | 'counted')[]
}

/** What a test asks of its failing rows: their number, and whether that is one to warn of or to fail at. */
export function countedColumns({ failCalc, warnIf, errorIf }: TestThresholds): readonly (readonly [string, string])[] {
  return [
    ['failures', failCalc],
    ['should_warn', `${failCalc} ${warnIf}`],
    ['should_error', `${failCalc} ${errorIf}`],
  ]
}

/** What stands behind the query of a test: the failing rows that count. */
export function countedTail({ limit }: TestThresholds): string {
  return `\n${limit === undefined ? '' : `limit ${limit}\n`}) tpchmodel_test`
}

const shared = 'tpchmodel_tested'

/**
 * Several tests of one relation as one query. `isComputed`: the rows are made by a query, so that one pass over them is to
 * answer all; else what a table keeps is asked for, and its statistics answer most of it.
 */
export function combinedTests(tests: readonly CombinableTest[], isComputed: boolean): CombinedTests {
  const values = tests.map((each) => (isAggregated(each, isComputed) ? 'failing' : 'counted'))
  const groups = aggregatesByRows(tests.filter((_, index) => values[index] === 'failing'))
  const readers = groups.size + values.filter((value) => value === 'counted').length
  const [relation = ''] = tests.map(({ compiled }) => compiled.tested.relation)
  const from = isComputed && readers > 1 ? shared : relation
  const columns = tests.map((each, index) => `${values[index] === 'failing' ? '' : counted(each, from)}`)
  const aggregates = new Map(
    [...groups.values()].flatMap((group, at) => group.map((each, n) => [each, `g${at}.c${n}`])),
  )
  const list = tests.map((each, index) => `${aggregates.get(each) ?? columns[index]} as t${index}`)
  const sources = [...groups.values()].map((group, at) => aggregateQuery(group, from, `g${at}`))
  const sql = `select ${list.join(',\n')}${sources.length === 0 ? '' : `\nfrom ${sources.join(',\n')}`}`
  return {
    sql: from === shared ? `with ${shared} as materialized (\nselect * from ${relation}\n)\n${sql}` : sql,
    values,
  }
}

function isAggregated({ test, compiled }: CombinableTest, isComputed: boolean): boolean {
  const { failCalc, warnIf, errorIf } = test.thresholds
  const isPlain = failCalc === 'count(*)' && warnIf === '!= 0' && errorIf === '!= 0'
  if (!isPlain || compiled.tested.failing === undefined) return false
  return isComputed || builtinTests.get(test.generic?.testName ?? '')?.asks === 'statistics'
}

function aggregatesByRows(tests: readonly CombinableTest[]): ReadonlyMap<string, readonly CombinableTest[]> {
  const groups = new Map<string, CombinableTest[]>()
  for (const each of tests) {
    const key = each.compiled.tested.where ?? ''
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [each])
    else group.push(each)
  }
  return groups
}

function aggregateQuery(group: readonly CombinableTest[], from: string, name: string): string {
  const [first] = group
  const list = group.map(({ compiled }, n) => `${compiled.tested.failing} as c${n}`)
  return `(select ${list.join(', ')}\nfrom ${testedRows(from, first?.compiled.tested.where)}\n) ${name}`
}

/** What the test alone would return, as one value. */
function counted({ test, compiled }: CombinableTest, from: string): string {
  const fields = countedColumns(test.thresholds).map(([name, sql]) => `${name} := ${sql}`)
  const sql = withoutSemicolon(compiled.sql)
  const query = from === shared ? withRelation(sql, compiled.tested.relation, shared) : sql
  return `(select struct_pack(${fields.join(', ')})\nfrom (\n${query}${countedTail(test.thresholds)})`
}

/** A query with another name in place of a relation's; texts and comments stay as they are. */
export function withRelation(sql: string, relation: string, name: string): string {
  const wanted = sqlTokens(relation).map(({ text }) => text)
  const tokens = sqlTokens(sql)
  let result = ''
  let done = 0
  for (let at = 0; at + wanted.length <= tokens.length; at += 1) {
    if (!wanted.every((text, offset) => tokens[at + offset]?.text === text)) continue
    result += `${sql.slice(done, tokens[at]?.start)}${name}`
    done = tokens[at + wanted.length - 1]?.end ?? done
    at += wanted.length - 1
  }
  return result + sql.slice(done)
}
