import { expect, test } from 'vitest'
import {
  callValue,
  decimalValue,
  fromValue,
  templateFunction,
  templateObject,
  textOf,
  toValue,
} from '../../src/jinja/bridge.ts'
import type { Value } from '../../src/jinja/runtime/value.ts'
import { compiled, rendered, scopeOf } from './support/templates.ts'

/** What an expression computes, as plain data. */
function computed(expression: string, context: Readonly<Record<string, unknown>> = {}): unknown {
  let result: unknown
  const keep = templateFunction(({ positional: [value] }) => {
    result = fromValue(value)
  })
  compiled(`{{ keep(${expression}) }}`).render(scopeOf({ keep, ...context }))
  return result
}

test('plain data goes into templates and comes back the same', () => {
  const data = { text: 'a', number: 1, fraction: 1.5, yes: true, none: null, list: [1, ['b']], deep: { x: { y: [] } } }
  expect(fromValue(toValue(data))).toEqual(data)
  expect(computed('data', { data })).toEqual(data)
})

test('maps and sets of the program are dicts and sets of templates', () => {
  const context = {
    map: new Map<unknown, unknown>([
      [1, 'one'],
      ['10', 'ten'],
    ]),
    set: new Set(['a', 'b']),
  }
  expect(rendered('{{ map }}{{ map[1] }}{{ set | length }}{{ "a" in set }}', context)).toBe(
    "{1: 'one', '10': 'ten'}one2True",
  )
})

test('dicts keep the order of their keys, which may be of any type', () => {
  expect(rendered('{{ {"b": 1, "a": 2, 10: 3, 2: 4, none: 5, (1, 2): 6} }}')).toBe(
    "{'b': 1, 'a': 2, 10: 3, 2: 4, None: 5, (1, 2): 6}",
  )
  expect(computed('{"b": 1, 2: "x"}')).toEqual({ b: 1, '2': 'x' })
})

test('numbers of the program are ints and floats as Python has them', () => {
  expect(rendered('{{ a }} {{ b }} {{ c }} {{ a / b }} {{ d }}', { a: 4, b: 2, c: 2.5, d: 10n ** 20n })).toBe(
    '4 2 2.5 2.0 100000000000000000000',
  )
  expect(computed('4 / 2')).toBe(2)
  expect(computed('2 ** 64')).toBe('18446744073709551616')
})

test('a function gets its arguments without the places of their text', () => {
  const seen: Value[] = []
  const note = templateFunction(({ positional, named }) => {
    seen.push(...positional, ...named.values())
    return { list: [1] }
  })
  const macros = compiled('{% macro m() %}text{% endmacro %}')
  const source = '{{ note(m(), x=m()).list[0] }}'
  expect(compiled(source).render(scopeOf({ note, m: macros.macro('m', scopeOf()) })).text).toBe('1')
  expect(seen).toEqual(['text', 'text'])
})

test('objects are equal, and one key, by their identity', () => {
  const relation = (name: string): Value =>
    templateObject({ members: { name }, text: `"${name}"`, identity: name, type: 'Relation', mapping: true })
  const context = { a: relation('a'), same: relation('a'), b: relation('b') }
  expect(
    rendered(
      '{{ a == same }}{{ a == b }}{{ a in [same] }}{{ {a: 1}[same] }}{{ [a, same, b] | unique | list | length }}',
      context,
    ),
  ).toBe('TrueFalseTrue12')
  expect(rendered('{{ a is mapping }}{{ [a] }}{{ a ~ "" }}{{ a | string | length }}', context)).toBe('True["a"]"a"3')
})

test('an object can be called and can have functions as members', () => {
  const config = templateObject({
    call: ({ named }) => textOf(named.get('materialized')),
    members: { get: templateFunction(({ positional: [name] }) => `got ${textOf(name)}`) },
  })
  expect(rendered('{{ config(materialized="table") }} {{ config.get("x") }}', { config })).toBe('table got x')
})

test('a scope without a name falls back to the functions that every template has', () => {
  expect(rendered('{{ range(2) | list }}{{ dict(a=1) }}')).toBe("[0, 1]{'a': 1}")
  expect(rendered('{{ range }}', { range: 'mine' })).toBe('mine')
})

test('callable values of templates can be called by the program', () => {
  const macro = compiled('{% macro m(a) %}{{ return([a, 1]) }}{% endmacro %}').macro('m', scopeOf())
  expect(fromValue(callValue(macro, { named: new Map([['a', 'x']]) }))).toEqual(['x', 1])
})

test('JSON and YAML keep Python types', () => {
  expect(rendered('{{ fromjson(\'{"a": 1.0, "b": [12345678901234567890, null, true, "\\u00e9"]}\') }}')).toBe(
    "{'a': 1.0, 'b': [12345678901234567890, None, True, 'é']}",
  )
  expect(rendered("{{ fromjson('{oops', 'fallback') }}{{ fromyaml('a: [', 'fallback') }}{{ fromjson('x') }}")).toBe(
    'fallbackfallbackNone',
  )
  expect(rendered("{{ fromyaml('a: yes\nb: 1.0\nc: [x, 2]\nd: 2024-01-31\n') }}")).toBe(
    "{'a': True, 'b': 1.0, 'c': ['x', 2], 'd': '2024-01-31'}",
  )
  expect(rendered("{{ toyaml({'b': [1, {'c': none}], 'a': 2.0, 'd': 'yes'}) }}")).toBe(
    "b:\n- 1\n- c: null\na: 2.0\nd: 'yes'\n",
  )
  expect(rendered("{{ tojson({'b': 1.0, 'a': '<é>'}) }}{{ tojson(undefined_name, 'd') }}")).toBe(
    '{"b": 1.0, "a": "<\\u00e9>"}d',
  )
})

test('set, zip and their strict forms follow dbt', () => {
  expect(
    rendered(
      '{{ set([1, 1]) | length }}{{ set(5, "d") }}{{ zip([1, 2], ["a"]) | list }}{{ zip(5, default=[]) | list }}',
    ),
  ).toBe("1d[(1, 'a')][]")
  expect(() => rendered('{{ set_strict(5) }}')).toThrow(
    '"set_strict" expects something to loop over, but is given int.',
  )
})

test('decimals stay exact', () => {
  const context = { price: decimalValue('0.10'), big: decimalValue('12345678901234567890.12'), text: decimalValue('x') }
  expect(
    rendered(
      '{{ price }} {{ price + 1 }} {{ price * 3 > price }} {{ price * 2 }} {{ price / 3 }} {{ big - 1 }} {{ text }}',
      context,
    ),
  ).toBe('0.10 1.10 True 0.20 0.03333333333333333333333333333 12345678901234567889.12 x')
  expect(
    rendered(
      '{{ price < 1 }} {{ price is number }} {{ [price] }} {{ price | float }} {{ price | int }} {{ -price }} {{ price | round(1) }}',
      context,
    ),
  ).toBe("True True [Decimal('0.10')] 0.1 0 -0.10 0.1")
  expect(fromValue(decimalValue('12.50'))).toBe('12.50')
})
