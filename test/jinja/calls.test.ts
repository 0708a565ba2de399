import { expect, test } from 'vitest'
import { compiled, textAt } from './support/templates.ts'

test('calls are found with their literal arguments, in the order of the file', () => {
  const source =
    "{{ config(materialized='table', tags=['a', 'b'], meta={'k': [1, none]}) }} {{ ref(\"orders\") }} {{ source('raw', 'o') }}"
  const { calls } = compiled(source)
  expect(calls.map(({ name }) => name)).toEqual(['config', 'ref', 'source'])
  const [config, ref, from] = calls
  expect(config?.named.get('materialized')?.value).toBe('table')
  expect(config?.named.get('tags')?.value).toEqual(['a', 'b'])
  expect(config?.named.get('meta')?.value).toEqual({ k: [1, null] })
  expect(ref?.positional.map((each) => each?.value)).toEqual(['orders'])
  expect(from?.positional.map((each) => each?.value)).toEqual(['raw', 'o'])
})

test('the place of a text argument includes its quotes, and the place of a call its parentheses', () => {
  const source = 'select *\nfrom {{ ref( "slver_orders" , version=2 ) }}'
  const [call] = compiled(source).calls
  expect(textAt(source, call?.location)).toBe('ref( "slver_orders" , version=2 )')
  expect(textAt(source, call?.positional[0]?.location)).toBe('"slver_orders"')
  expect(textAt(source, call?.named.get('version')?.location)).toBe('2')
})

test('calls in branches that are not taken are found', () => {
  const source =
    "{% if false %}{{ ref('a') }}{% elif ref('b') %}x{% else %}{% for i in [] %}{{ ref('c') }}{% endfor %}{% endif %}{{ ref('d') if false else ref('e') }}{% set x %}{{ ref('f') }}{% endset %}{% do log(ref('g')) %}{{ [ref('h')] | map('upper') }}"
  const names = compiled(source)
    .calls.filter(({ name }) => name === 'ref')
    .map(({ positional: [first] }) => first?.value)
  expect(new Set(names)).toEqual(new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']))
})

test('an argument that is computed has no value, and the others keep theirs', () => {
  const [call] = compiled("{{ ref(package ~ '_x', 'orders', v=n) }}").calls
  expect(call?.positional.map((each) => each?.value)).toEqual([undefined, 'orders'])
  expect(call?.named.has('v')).toBe(true)
  expect(call?.named.get('v')).toBeUndefined()
})

test('a call of a member has a dotted name, and a call on what a call gives is no call of a name', () => {
  const { calls } = compiled(
    "{{ adapter.dispatch('f', 'pkg')(1) }}{{ ref('m').include(database=false) }}{{ dbt_utils.star(ref('n')) }}",
  )
  expect(calls.map(({ name }) => name)).toEqual(['adapter.dispatch', 'ref', 'dbt_utils.star', 'ref'])
})

test('a loop variable or parameter that hides a global name is not a call of that name', () => {
  expect(compiled("{% for ref in refs %}{{ ref('x') }}{% endfor %}").calls).toEqual([])
  expect(compiled("{% macro m(ref) %}{{ ref('x') }}{% endmacro %}").blocks[0]?.calls).toEqual([])
})

test('literals keep their values: numbers, negative numbers, texts beside each other, tuples', () => {
  const [call] = compiled('{{ f(1, -2.5, \'a\' "b", (1, 2), true, none, {}, 9007199254740993) }}').calls
  const values = call?.positional.map((each) => each?.value)
  expect(values).toEqual([1, -2.5, 'ab', [1, 2], true, null, {}, '9007199254740993'])
})

test('calls inside of blocks belong to the block', () => {
  const template = compiled("{{ ref('outside') }}{% macro m() %}{{ ref('inside') }}{% endmacro %}")
  expect(template.calls.map(({ positional: [first] }) => first?.value)).toEqual(['outside'])
  expect(template.blocks[0]?.calls.map(({ positional: [first] }) => first?.value)).toEqual(['inside'])
})

test('blocks are listed with type, name, parameters, body and place', () => {
  const source =
    '{% macro m(a, b=2) %}A{% endmacro %}\n{% test t(model, column_name) %}B{% endtest %}\n{% materialization x, adapter="duckdb" %}C{% endmaterialization %}\n{% docs d %}D{% enddocs %}\n{% snapshot s %}E{% endsnapshot %}\n{% materialization y, default -%} F {%- endmaterialization %}'
  const { blocks } = compiled(source)
  expect(
    blocks.map(({ type, name, parameters, body, adapter }) => ({ type, name, parameters, body, adapter })),
  ).toEqual([
    { type: 'macro', name: 'm', parameters: ['a', 'b'], body: 'A', adapter: undefined },
    { type: 'test', name: 't', parameters: ['model', 'column_name'], body: 'B', adapter: undefined },
    { type: 'materialization', name: 'x', parameters: [], body: 'C', adapter: 'duckdb' },
    { type: 'docs', name: 'd', parameters: [], body: 'D', adapter: undefined },
    { type: 'snapshot', name: 's', parameters: [], body: 'E', adapter: undefined },
    { type: 'materialization', name: 'y', parameters: [], body: ' F ', adapter: 'default' },
  ])
  expect(textAt(source, blocks[1]?.location)).toBe('{% test t(model, column_name) %}B{% endtest %}')
})

test('offsets are those of the file when it has a byte order mark and Windows line breaks', () => {
  const source = "\uFEFF-- a\r\n{{ config(x=1) }}\r\nselect * from {{ ref('b') }}\r\n"
  const { calls } = compiled(source)
  expect(calls.map(({ location }) => textAt(source, location))).toEqual(['config(x=1)', "ref('b')"])
})
