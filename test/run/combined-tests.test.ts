import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compileNode } from '../../src/compile/compile-node.ts'
import { noQueries } from '../../src/context/query-journal.ts'
import { openDuckDB } from '../../src/engines/duckdb/duckdb-engine.ts'
import { isTest } from '../../src/manifest/lookup.ts'
import type { Engine } from '../../src/ports/engine.ts'
import {
  type CombinableTest,
  combinedTests,
  countedColumns,
  countedTail,
  withRelation,
} from '../../src/run/combined-tests.ts'
import { isJsonObject, type Json } from '../../src/util/json.ts'
import { randomNumbers } from '../support/random-numbers.ts'
import { parsedFiles } from '../support/workspace.ts'

let engine: Engine
beforeAll(async () => {
  engine = await openDuckDB({ path: ':memory:', threads: 1, spillFolder: tmpdir() })
  await engine.execute('create schema gold; create table gold.other as select i from range(6) t(i)')
})
afterAll(async () => engine[Symbol.asyncDispose]())

const macros = `
{% test is_even(model, column_name) %}
  -- of "gold"."rows"
  select m.{{ column_name }}, '"gold"."rows"' as told from {{ model }} as m where m.{{ column_name }} % 2 <> 0
{% endtest %}
{% test average_below(model, column_name, most) %}
  select avg({{ column_name }}) as a from {{ model }} having avg({{ column_name }}) >= {{ most }}
{% endtest %}
{% test other_has_it(model, column_name, other) %}
  select * from {{ model }} where {{ column_name }} not in (select i from {{ other }})
{% endtest %}`

const declared = `
models:
  - name: other
  - name: rows
    data_tests:
      - unique_combination: {arguments: {columns: [i, s]}}
      - unique_combination: {arguments: {columns: [d]}}
      - row_count: {arguments: {min: 3}}
      - row_count: {arguments: {max: 8, equal_to: 8}}
      - row_count: {arguments: {equals_model: ref('other')}}
      - expression_is_true: {arguments: {expression: "i <= d"}}
      - expression_is_true: {arguments: {expression: "n > 0"}, config: {where: "s = 'a' or s is null"}}
    columns:
      - name: i
        data_tests:
          - not_null
          - unique
          - is_even
          - other_has_it: {arguments: {other: ref('other')}}
          - accepted_values: {arguments: {values: [0, 1, 2, 3], quote: false}}
          - relationships: {arguments: {to: ref('other'), field: i}}
          - not_null: {name: counted, config: {warn_if: "> 1", error_if: "> 2"}}
          - not_null: {name: limited, config: {limit: 1, warn_if: "= 1", error_if: "> 1"}}
          - unique: {name: calculated, config: {fail_calc: sum(n_records)}}
          - not_null: {name: less_is_worse, config: {error_if: "< 1"}}
          - unique: {name: where_positive, config: {where: "n > 0"}}
          - average_below: {arguments: {most: 2}, config: {where: "d < 5"}}
      - name: d
        data_tests:
          - not_null: {config: {where: "s = 'a' or s is null"}}
          - unique
          - accepted_range: {arguments: {min_value: 0, max_value: 3}}
          - accepted_range: {name: open_range, arguments: {min_value: 0, inclusive: false}, config: {fail_calc: max(d)}}
          - accepted_values: {arguments: {values: [0, 1.5, nan]}}
      - name: s
        data_tests: [not_null, unique, {accepted_values: {arguments: {values: [a, "o'b"]}}}]
      - name: l
        data_tests: [not_null, unique]
`

async function testsOfRows(): Promise<readonly CombinableTest[]> {
  const world = await parsedFiles({
    'macros/tests.sql': macros,
    'models/gold/other.sql': 'select 1 as i',
    'models/gold/rows.sql': 'select 1 as i',
    'models/gold/rows.yml': declared,
  })
  return [...world.manifest.nodes.values()].filter(isTest).map((node) => {
    const compiled = compileNode(node.id, world, noQueries)
    if (compiled.tested === undefined) throw new Error(`${node.name} says nothing of what it looks at`)
    return { test: node, compiled: { ...compiled, tested: compiled.tested } }
  })
}

/** Few values, so that they meet: NULL, NaN, both zeros and the infinities among them. */
const choices = {
  i: ['null::int', '0', '1', '2', '3', '7'],
  d: ['null', 'nan', 'inf', '-inf', '0', '-0.0', '1.5', '4'].map((value) =>
    `'${value}'::double`.replace("'null'", 'null'),
  ),
  s: ['null::varchar', "'a'", "'A'", "'o''b'", "''"],
  n: ['null', '-1.5', '2.25', '3'].map((value) => `${value}::decimal(6,2)`),
  l: ['null', '[]', '[1]', '[null]', '[1, null]'].map((value) => `${value}::int[]`),
}

function randomRows(random: () => number): string {
  const pick = (values: readonly string[]) => values[Math.floor(random() * values.length)]
  const row = () =>
    `select ${Object.entries(choices)
      .map(([name, values]) => `${pick(values)} as ${name}`)
      .join(', ')}`
  const rows = Array.from({ length: Math.floor(random() * random() * 14) }, row)
  return rows.length === 0 ? `select * from (${row()}) where false` : rows.join('\nunion all\n')
}

/** The row that a test gives which is asked alone. */
async function alone({ test: { thresholds }, compiled }: CombinableTest): Promise<Json> {
  const list = countedColumns(thresholds).map(([name, sql]) => `${sql} as ${name}`)
  const { rows } = await engine.execute(`select ${list.join(', ')} from (\n${compiled.sql}${countedTail(thresholds)}`)
  const [failures = null, should_warn = null, should_error = null] = rows[0] ?? []
  return { failures, should_warn, should_error }
}

/** Whole numbers inside of a struct come as texts, as they may be large ones. */
function withText(value: Json | undefined): Json | undefined {
  return isJsonObject(value) ? { ...value, failures: String(value['failures']) } : value
}

/** What a query of all of them tells and what they tell alone, side by side; and how many of them were found to fail. */
async function compared(tests: readonly CombinableTest[], isComputed: boolean) {
  const { sql, values } = combinedTests(tests, isComputed)
  const { rows } = await engine.execute(sql)
  const together: unknown[] = []
  const apart: unknown[] = []
  for (const [index, each] of tests.entries()) {
    const { name } = each.test
    const value = rows[0]?.[index]
    const expected = await alone(each)
    const isCounted = values[index] === 'counted'
    together.push({ name, value: isCounted ? withText(value) : value === 0 })
    apart.push({ name, value: isCounted ? withText(expected) : JSON.stringify(expected) === JSON.stringify(nothing) })
  }
  return {
    together,
    apart,
    rows: rows.length,
    failing: values.filter((kind, at) => kind === 'failing' && rows[0]?.[at] !== 0).length,
  }
}

const nothing = { failures: 0, should_warn: false, should_error: false }

describe.each([true, false])('with rows that a query makes: %s', (isComputed) => {
  test('one query tells of each test what it tells alone', async () => {
    const tests = await testsOfRows()
    const random = randomNumbers(isComputed ? 11 : 12)
    let failing = 0
    for (let round = 0; round < 12; round += 1) {
      await engine.execute(
        `create or replace table gold.kept as ${randomRows(random)};
         create or replace view gold.rows as select * from gold.kept`,
      )
      const found = await compared(
        tests.filter(() => random() < 0.7),
        isComputed,
      )
      expect(found.together).toEqual(found.apart)
      expect(found.rows).toBe(1)
      failing += found.failing
    }
    expect(failing).toBeGreaterThan(10)
  })
})

test('a view is read once for all of its tests, whatever they ask', async () => {
  await engine.execute('create or replace view gold.rows as select 1 as i, 1 as d, 1 as s, 1 as n, [1] as l')
  const { sql } = combinedTests(await testsOfRows(), true)
  const code = sql.replaceAll(/--.*|'[^']*'/g, '')
  expect(code.match(/"gold"\."rows"/g)?.length).toBe(1)
})

test('a relation gets another name where it is one, and nowhere else', () => {
  const sql = `select '"gold"."rows"', "gold"."rows"."i" -- "gold"."rows"\nfrom "gold" . "rows" join "gold"."rows2"`
  expect(withRelation(sql, '"gold"."rows"', 'x')).toBe(
    `select '"gold"."rows"', x."i" -- "gold"."rows"\nfrom x join "gold"."rows2"`,
  )
})
