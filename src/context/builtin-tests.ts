import { sqlLiteral } from '../dialects/literal.ts'
import type { Json, JsonObject } from '../util/json.ts'

/** What a built-in test is asked to check. */
export interface TestSubject {
  /** SQL of the tested rows: a relation, or a filtered subquery with a name. */
  readonly model: string
  /** The tested column as the author wrote it, or an empty text for a test of the whole model. */
  readonly column: string
  /** Arguments with references already rendered to SQL. */
  readonly args: JsonObject
}

/** A test that ships with the framework: which arguments it takes, and SQL that selects the failing rows. */
export interface BuiltinTest {
  readonly onColumn: 'always' | 'never' | 'either'
  readonly required: readonly string[]
  readonly optional: readonly string[]
  /** Whether what it selects are rows of the tested model, so that their share says something. */
  readonly selectsRows: boolean
  /** At least one of these must be given. */
  readonly oneOf?: readonly string[]
  failingRows(subject: TestSubject): string
  /**
   * What a table that keeps rows must be asked: its statistics will do; its rows one by one, where statistics spare most of
   * them; or all of its rows, to find which belong together.
   */
  readonly asks: 'statistics' | 'rows' | 'groups'
  /** An aggregate over the tested rows that is 0 exactly where none fails: other tests of the same rows can stand beside it. */
  readonly failing?: (subject: TestSubject) => string
}

const notNull: BuiltinTest = {
  onColumn: 'always',
  required: [],
  optional: [],
  selectsRows: true,
  failingRows: ({ model, column }) => `select *\nfrom ${model}\nwhere ${column} is null`,
  asks: 'statistics',
  failing: ({ column }) => `count(*) - count(${column})`,
}

const unique: BuiltinTest = {
  onColumn: 'always',
  required: [],
  optional: [],
  selectsRows: false,
  failingRows: ({ model, column }) =>
    `select ${column} as unique_field, count(*) as n_records\nfrom ${model}\nwhere ${column} is not null\ngroup by ${column}\nhaving count(*) > 1`,
  asks: 'groups',
  failing: ({ column }) => `count(${column}) - count(distinct ${column})`,
}

const acceptedValues: BuiltinTest = {
  onColumn: 'always',
  required: ['values'],
  optional: ['quote'],
  selectsRows: false,
  failingRows: (subject) => {
    const { model, column } = subject
    return `select ${column} as value_field, count(*) as n_records\nfrom ${model}\nwhere ${isOther(subject)}\ngroup by ${column}`
  },
  asks: 'rows',
  failing: (subject) => `count(*) filter (where ${isOther(subject)})`,
}

function isOther({ column, args }: TestSubject): string {
  const literal = (value: Json) => (args['quote'] === false ? String(value) : sqlLiteral(String(value)))
  return `${column} not in (${list(args['values']).map(literal).join(', ')})`
}

const relationships: BuiltinTest = {
  onColumn: 'always',
  required: ['to', 'field'],
  optional: [],
  selectsRows: true,
  failingRows({ model, column, args }) {
    const field = String(args['field'])
    return `with child as (
    select ${column} as from_field
    from ${model}
    where ${column} is not null
),

parent as (
    select ${field} as to_field
    from ${String(args['to'])}
)

select child.from_field
from child
left join parent on child.from_field = parent.to_field
where parent.to_field is null`
  },
  asks: 'groups',
}

const uniqueCombination: BuiltinTest = {
  onColumn: 'never',
  required: ['columns'],
  optional: [],
  selectsRows: false,
  failingRows: ({ model, args }) => {
    const columns = list(args['columns']).map(String).join(', ')
    return `select ${columns}, count(*) as n_records\nfrom ${model}\ngroup by ${columns}\nhaving count(*) > 1`
  },
  asks: 'groups',
  failing: ({ args }) => `count(*) - count(distinct row(${list(args['columns']).map(String).join(', ')}))`,
}

const acceptedRange: BuiltinTest = {
  onColumn: 'always',
  required: [],
  optional: ['min_value', 'max_value', 'inclusive'],
  selectsRows: true,
  oneOf: ['min_value', 'max_value'],
  failingRows: (subject) => `select *\nfrom ${subject.model}\nwhere ${isOutside(subject)}`,
  asks: 'rows',
  failing: (subject) => `count(*) filter (where ${isOutside(subject)})`,
}

function isOutside({ column, args }: TestSubject): string {
  const inclusive = args['inclusive'] !== false
  return [
    ...bound(column, inclusive ? '<' : '<=', args['min_value']),
    ...bound(column, inclusive ? '>' : '>=', args['max_value']),
  ].join(' or ')
}

const expressionIsTrue: BuiltinTest = {
  onColumn: 'either',
  required: ['expression'],
  optional: [],
  selectsRows: true,
  failingRows: (subject) => `select *\nfrom ${subject.model}\nwhere ${isFalse(subject)}`,
  asks: 'rows',
  failing: (subject) => `count(*) filter (where ${isFalse(subject)})`,
}

function isFalse({ column, args }: TestSubject): string {
  return `not (${`${column} ${String(args['expression'])}`.trim()})`
}

const rowCount: BuiltinTest = {
  onColumn: 'never',
  required: [],
  optional: ['equal_to', 'min', 'max', 'equals_model'],
  selectsRows: false,
  oneOf: ['equal_to', 'min', 'max', 'equals_model'],
  failingRows({ model, args }) {
    const other = otherCount(args)
    const expected = other === undefined ? '' : `, ${other} as expected_row_count`
    const conditions = isOtherCount('row_count', args, 'expected_row_count')
    return `select *\nfrom (\n    select count(*) as row_count${expected}\n    from ${model}\n) as counted\nwhere ${conditions}`
  },
  asks: 'statistics',
  failing: ({ args }) => `case when ${isOtherCount('count(*)', args, otherCount(args) ?? '')} then 1 else 0 end`,
}

function otherCount(args: JsonObject): string | undefined {
  return args['equals_model'] === undefined ? undefined : `(select count(*) from ${String(args['equals_model'])})`
}

function isOtherCount(count: string, args: JsonObject, expected: string): string {
  return [
    ...bound(count, '<>', args['equal_to']),
    ...bound(count, '<', args['min']),
    ...bound(count, '>', args['max']),
    ...(args['equals_model'] === undefined ? [] : [`${count} <> ${expected}`]),
  ].join(' or ')
}

/** The tests of the framework by name. */
export const builtinTests: ReadonlyMap<string, BuiltinTest> = new Map([
  ['not_null', notNull],
  ['unique', unique],
  ['accepted_values', acceptedValues],
  ['relationships', relationships],
  ['unique_combination', uniqueCombination],
  ['accepted_range', acceptedRange],
  ['expression_is_true', expressionIsTrue],
  ['row_count', rowCount],
])

function bound(left: string, operator: string, right: Json | undefined): readonly string[] {
  return right === undefined || right === null ? [] : [`${left} ${operator} ${String(right)}`]
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}
