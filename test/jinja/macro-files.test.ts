import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fromValue, templateFunction, templateObject, textOf } from '../../src/jinja/bridge.ts'
import { templateModules } from '../../src/jinja/modules/modules.ts'
import type { Value } from '../../src/jinja/runtime/value.ts'
import { agateTable } from '../../src/jinja/table.ts'
import type { Scope, Template } from '../../src/jinja/template.ts'
import { compiled } from './support/templates.ts'

const folder = 'test/jinja/fixtures'
const files = new Map(
  readdirSync(folder).map((file) => [file, compiled(readFileSync(`${folder}/${file}`, 'utf8'), file)] as const),
)

function relation(name: string): Value {
  const get = templateFunction(({ positional: [key, fallback] }) =>
    key === 'metadata' ? { type: 'DuckDBRelation' } : fallback,
  )
  return templateObject({
    type: 'Relation',
    text: `"main"."${name}"`,
    identity: name,
    mapping: true,
    members: { name, get },
  })
}

function column(name: string, dataType: string): Value {
  const isString = dataType.startsWith('varchar')
  return templateObject({
    type: 'Column',
    members: {
      column: name,
      name,
      data_type: dataType,
      is_string: templateFunction(() => isString),
      string_size: templateFunction(() => 10),
    },
  })
}

const columns = new Map([
  ['a', [column('id', 'integer'), column('Name', 'varchar(10)')]],
  ['b', [column('id', 'integer'), column('price', 'decimal(15,2)')]],
])

/** A scope in which every macro of the files is known, and the part of dbt's context that they use. */
function projectScope(more: Readonly<Record<string, unknown>> = {}): Scope {
  const macros = new Map<string, Value>()
  const queries: string[] = []
  const adapter = templateObject({
    members: {
      dispatch: templateFunction(({ positional: [name] }) => macros.get(`default__${textOf(name)}`)),
      quote: templateFunction(({ positional: [name] }) => `"${textOf(name)}"`),
      get_columns_in_relation: templateFunction(({ positional: [from] }) =>
        columns.get(textOf(from).split('"')[3] ?? ''),
      ),
    },
  })
  const context: Readonly<Record<string, unknown>> = {
    adapter,
    execute: true,
    target: { name: 'dev', schema: 'main' },
    flags: { WHICH: 'run' },
    modules: templateModules({ now: () => new Date('2024-05-06T07:08:09Z') }),
    var: templateFunction(({ positional: [, fallback] }) => fallback),
    config: templateFunction(() => ''),
    log: templateFunction(() => ''),
    source: templateFunction(({ positional: [, table] }) => relation(textOf(table))),
    statement: templateFunction(({ named }) => {
      queries.push(textOf(named.get('caller')))
      return ''
    }),
    load_result: templateFunction(() => ({ data: [['x'], ['y']] })),
    run_query: templateFunction(() => agateTable(['n'], [[7]])),
    ...more,
  }
  const scope: Scope = { get: (name) => (Object.hasOwn(context, name) ? context[name] : macros.get(name)) }
  for (const template of files.values()) {
    for (const { name, type } of template.blocks) {
      if (type === 'macro') macros.set(name, template.macro(name, scope))
      if (type === 'test') macros.set(`test_${name}`, template.macro(`test_${name}`, scope))
    }
  }
  return scope
}

/** What an expression writes over the macros of the files, with runs of white space as one space. */
function write(expression: string, more: Readonly<Record<string, unknown>> = {}): string {
  return compiled(`{{ ${expression} }}`)
    .render(projectScope({ a: relation('a'), b: relation('b'), ...more }))
    .text.replace(/\s+/g, ' ')
    .trim()
}

test('every file is well formed and its blocks are found', () => {
  const found = [...files].map(([file, { blocks }]) => [file, blocks.map(({ name }) => name)])
  expect(Object.fromEntries(found)).toEqual({
    'date_spine.sql': ['get_powers_of_two', 'generate_series', 'dates_between'],
    'formatting.sql': ['cents_to_dollars', 'limit_in_dev', 'in_list', 'banner'],
    'generate_schema_name.sql': ['generate_schema_name', 'generate_alias_name'],
    'get_column_values.sql': ['get_column_values', 'get_single_value'],
    'hooks.sql': ['grant_select', 'log_results', 'pretty_time', 'drop_old_relations'],
    'materialization_archive.sql': ['archive'],
    'nested_values.sql': ['flatten', 'merge', 'case_when', 'each_batch', 'values_clause'],
    'pages.jinja': ['orders', '__overview__'],
    'pivot.sql': ['pivot', 'slugify'],
    'snapshot_orders.sql': ['orders_snapshot'],
    'star.sql': ['star', 'default__star', '_is_relation', 'get_filtered_columns'],
    'surrogate_key.sql': ['generate_surrogate_key', 'default__generate_surrogate_key', 'type_string', 'hash', 'concat'],
    'test_accepted_range.sql': ['accepted_range', 'default__test_accepted_range'],
    'test_equal_rowcount.sql': ['equal_rowcount'],
    'test_unique_combination.sql': ['unique_combination_of_columns'],
    'union_relations.sql': ['union_relations'],
  })
})

test('the calls of a block are found with their places', () => {
  const { source, blocks } = files.get('snapshot_orders.sql') as Template
  const calls = blocks[0]?.calls.map(({ name, location }) => [
    name,
    source.slice(location.start, location.end).split('(')[0],
  ])
  expect(calls).toEqual([
    ['config', 'config'],
    ['source', 'source'],
    ['var', 'var'],
  ])
})

describe('the macros write what they write in dbt', () => {
  test.each([
    ["generate_schema_name('finance', none)", 'main_finance'],
    ['generate_schema_name(none, none)', 'main'],
    ["generate_alias_name(node={'name': 'orders', 'version': '1.2'})", 'orders_v1_2'],
    [
      "generate_surrogate_key(['a', 'b'])",
      "md5(cast(coalesce(cast(a as varchar), '_surrogate_key_null_') || '-' || coalesce(cast(b as varchar), '_surrogate_key_null_') as varchar))",
    ],
    [
      "pivot('color', ['red', \"o'r\"], quote_identifiers=false)",
      "sum( case when color = 'red' then 1 else 0 end ) as red , sum( case when color = 'o''r' then 1 else 0 end ) as or",
    ],
    ["slugify('2 Big-Words!')", '_2_big_words'],
    ["star(a, except=['NAME'])", '"id"'],
    ["star(a, relation_alias='x', prefix='p_')", 'x."id" as "p_id", x."Name" as "p_Name"'],
    ['get_powers_of_two(100)', '7'],
    ["dates_between('2024-02-28', '2024-03-01')", "['2024-02-28', '2024-02-29', '2024-03-01']"],
    ["get_column_values(a, 'x')", "['x', 'y']"],
    ["get_single_value('select 7')", '7'],
    ['cents_to_dollars("price")', 'round( 1.0 * price / 100, 2)'],
    ["in_list('c', ['a', \"b's\", 1, true, none])", "c in ('a', 'b''s', 1, true)"],
    ["in_list('c', [], negate=true)", 'false'],
    ["flatten({'a': [1, {'b': 2}], 'c': none})", "{'a.0': 1, 'a.1.b': 2, 'c': None}"],
    ["merge({'a': 1}, {'b': 2}, c=3)", "{'a': 1, 'b': 2, 'c': 3}"],
    ["case_when({2: 'two', 1: 'one'}, 'n')", "case when n = 1 then 'one' when n = 2 then 'two' else null end"],
    ["values_clause([(1, 'a'), (2, none), (3, 'c')])", "values (1, 'a'), (2, null), (3, 'c')"],
    ['banner()', '-- {{ this is no template }} {% nor this %} -- {{ and {% can be written, too: }} -- shown'],
    ["grant_select(['x'], 'bi')", 'grant usage on schema x to bi; grant select on all tables in schema x to bi;'],
    ["pretty_time('%H:%M')", '07:08'],
  ])('%s', (expression, expected) => {
    expect(write(expression)).toBe(expected)
  })

  test('a test gets its arguments by name and is dispatched', () => {
    const text = write(
      "test_accepted_range(**{'model': a, 'column_name': 'price', 'min_value': 0, 'inclusive': false})",
    )
    expect(text).toContain('or not price > 0 )')
    expect(text).toContain('from "main"."a"')
    expect(write("test_unique_combination_of_columns(a, ['x', 'y'], quote_columns=true)")).toContain(
      'select "x", "y" from',
    )
    expect(write("test_equal_rowcount(a, b, ['k'])")).toContain('on a.id = b.id and a.k = b.k')
  })

  test('relations are keys of dicts, and columns are united by name', () => {
    const text = write('union_relations([a, b], column_override={"price": "double"})')
    expect(text).toContain(`cast("Name" as varchar(10)) as "Name" , cast(null as double) as "price"`)
    expect(text).toContain('union all')
  })

  test('a macro that finds a wrong argument raises what the scope raises', () => {
    const raise = templateFunction(({ positional: [message] }) => {
      throw new Error(textOf(message))
    })
    const exceptions = templateObject({ members: { raise_compiler_error: raise } })
    expect(() => write("star('not a relation')", { exceptions })).toThrow(
      'Macro star expected a Relation but received the value: not a relation',
    )
  })

  test('a macro reads the graph and results as data', () => {
    const seen: string[] = []
    const more = {
      log: templateFunction(({ positional: [line] }) => {
        seen.push(textOf(line).trim())
        return ''
      }),
      results: [
        { status: 'error', message: 'boom', execution_time: 1.239, node: { unique_id: 'model.p.x', name: 'x' } },
        { status: 'success', message: 'ok', execution_time: 2, node: { unique_id: 'model.p.y', name: 'y' } },
      ],
      graph: {
        nodes: {
          'model.p.x': { resource_type: 'model', name: 'x', config: { materialized: 'view' } },
          t: { resource_type: 'test', name: 't', config: {} },
        },
      },
      queries: [],
    }
    write('log_results(results)', more)
    expect(seen).toContain('node: model.p.x; status: error (message: boom, in 1.24s)')
    expect(seen).toContain('x failed')
    expect(write('drop_old_relations(dry_run=false)', more)).toBe('')
  })

  test('a snapshot and a page of documentation render by their name', () => {
    const snapshot = files.get('snapshot_orders.sql')?.renderBlock('orders_snapshot', projectScope())
    expect(snapshot?.text.trim()).toBe('select * from "main"."orders"\nlimit 1000')
    const page = files.get('pages.jinja')?.renderBlock('orders', projectScope())
    expect(page?.text).toContain("Use `{{ ref('orders') }}`.")
  })

  test('a macro that returns keeps the type of what it returns', () => {
    const scope = projectScope()
    let kept: unknown
    const keep = templateFunction(({ positional: [value] }) => {
      kept = fromValue(value)
    })
    compiled("{{ keep(flatten({'a': [1.5]})) }}").render({ get: (name) => (name === 'keep' ? keep : scope.get(name)) })
    expect(kept).toEqual({ 'a.0': 1.5 })
  })
})
