import { expect, test } from 'vitest'
import { callValue, templateFunction } from '../../src/jinja/bridge.ts'
import { originOf } from '../../src/jinja/source-map.ts'
import type { Rendered } from '../../src/jinja/template.ts'
import { compiled, scopeOf } from './support/templates.ts'

/** Each span as [text, type, file, text at the place it names]. */
function spans(
  { text, sourceMap }: Rendered,
  sources: Readonly<Record<string, string>>,
): readonly (readonly string[])[] {
  return sourceMap.map(({ at, type, origin }, index) => [
    text.slice(at, sourceMap[index + 1]?.at),
    type,
    origin.file,
    sources[origin.file]?.slice(origin.start, origin.end) ?? '',
  ])
}

test('text of the template is verbatim and the value of an expression points at the expression', () => {
  const source = "select a\nfrom {{ ref('x') }} as t -- {# gone #}\nwhere {% if true %}b{% endif %}"
  const scope = scopeOf({ ref: templateFunction(() => '"db"."x"') })
  const result = compiled(source).render(scope)
  expect(result.text).toBe('select a\nfrom "db"."x" as t -- \nwhere b')
  expect(spans(result, { 'model.sql': source })).toEqual([
    ['select a\nfrom ', 'verbatim', 'model.sql', 'select a\nfrom '],
    ['"db"."x"', 'computed', 'model.sql', "ref('x')"],
    [' as t -- ', 'verbatim', 'model.sql', ' as t -- '],
    ['\nwhere ', 'verbatim', 'model.sql', '\nwhere '],
    ['b', 'verbatim', 'model.sql', 'b'],
  ])
})

test('every character of rendered text is led back to the same character of the file', () => {
  const source =
    "  {%- if true -%}\n  select one {#- c -#} ,\n  {{- 'two' -}}\n  three\n{%- endif %}\n{% raw -%}  {{ raw }} {%- endraw %}!\n"
  const { text, sourceMap } = compiled(source).render(scopeOf())
  expect(text).toBe('select one,twothree\n{{ raw }}!')
  for (const [index, character] of [...text].entries()) {
    const origin = originOf(sourceMap, index)
    const span = sourceMap.findLast(({ at }) => at <= index)
    if (span?.type === 'verbatim') expect(source[origin?.start ?? -1]).toBe(character)
    else expect(source.slice(origin?.start, origin?.end)).toBe("'two'")
  }
})

test('what a macro writes keeps the places of the file of the macro', () => {
  const macros = '{% macro cents(column) %}\nround({{ column }} / 100)\n{% endmacro %}'
  const cents = compiled(macros, 'macros/cents.sql').macro('cents', scopeOf())
  const source = 'select {{ cents("amount") }} as a'
  const result = compiled(source).render(scopeOf({ cents }))
  expect(spans(result, { 'model.sql': source, 'macros/cents.sql': macros })).toEqual([
    ['select ', 'verbatim', 'model.sql', 'select '],
    ['\nround(', 'verbatim', 'macros/cents.sql', '\nround('],
    ['amount', 'computed', 'macros/cents.sql', 'column'],
    [' / 100)\n', 'verbatim', 'macros/cents.sql', ' / 100)\n'],
    [' as a', 'verbatim', 'model.sql', ' as a'],
  ])
})

test('text of a macro keeps its places through return(), set blocks and caller()', () => {
  const macros =
    '{% macro inner() %}INNER{% endmacro %}{% macro outer(f) %}{{ return(f()) }}{% endmacro %}{% macro wrap() %}<{{ caller() }}>{% endmacro %}'
  const file = compiled(macros, 'm.sql')
  const [inner, outer, wrap] = ['inner', 'outer', 'wrap'].map((name) => file.macro(name, scopeOf()))
  const source = '{% set x %}a{{ outer(inner) }}{% endset %}{{ x }}{% call wrap() %}body{% endcall %}'
  const result = compiled(source).render(scopeOf({ inner, outer, wrap }))
  expect(
    spans(result, { 'model.sql': source, 'm.sql': macros }).map(([text, type, name]) => [text, type, name]),
  ).toEqual([
    ['a', 'verbatim', 'model.sql'],
    ['INNER', 'verbatim', 'm.sql'],
    ['<', 'verbatim', 'm.sql'],
    ['body', 'verbatim', 'model.sql'],
    ['>', 'verbatim', 'm.sql'],
  ])
})

test('text that a filter or an operator changed points at the expression in the caller', () => {
  const shout = compiled('{% macro shout() %}hey{% endmacro %}', 'm.sql').macro('shout', scopeOf())
  const source = '{{ shout() | upper }}{{ shout() ~ "!" }}{{ [shout()][0] }}'
  const result = compiled(source).render(scopeOf({ shout }))
  expect(spans(result, { 'model.sql': source })).toEqual([
    ['HEY', 'computed', 'model.sql', 'shout() | upper'],
    ['hey!', 'computed', 'model.sql', 'shout() ~ "!"'],
    ['hey', 'computed', 'model.sql', '[shout()][0]'],
  ])
})

test('Windows line breaks become plain ones and the places stay right', () => {
  const source = '\uFEFFselect 1,\r\n  {{ 2 }},\r\n  three\r\n'
  const { text, sourceMap } = compiled(source).render(scopeOf())
  expect(text).toBe('select 1,\n  2,\n  three')
  const three = originOf(sourceMap, text.indexOf('three'))
  expect(source.slice(three?.start, (three?.start ?? 0) + 5)).toBe('three')
  expect(originOf(sourceMap, 0)).toEqual({ file: 'model.sql', start: 1, end: 1 })
})

test('a text without tags is one span, and an empty one has none', () => {
  expect(compiled('select 1\n').render(scopeOf())).toEqual({
    text: 'select 1',
    sourceMap: [{ at: 0, type: 'verbatim', origin: { file: 'model.sql', start: 0, end: 8 } }],
  })
  expect(compiled('').render(scopeOf())).toEqual({ text: '', sourceMap: [] })
})

test('spans cover loops round by round', () => {
  const source = "{% for c in ['a', 'b'] %}{{ c }}{{ ',' if not loop.last }}\n{% endfor %}"
  const { text, sourceMap } = compiled(source).render(scopeOf())
  expect(text).toBe('a,\nb\n')
  expect(sourceMap.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4])
})

test('the inside of a snapshot renders with its own places', () => {
  const source = '{% snapshot s %}\n{{ config(strategy="check") }}select {{ x }}\n{% endsnapshot %}'
  const { text, sourceMap } = compiled(source).renderBlock('s', scopeOf({ x: 5, config: templateFunction(() => '') }))
  expect(text).toBe('\nselect 5\n')
  expect(source.slice(originOf(sourceMap, text.indexOf('5'))?.start).startsWith('x }}')).toBe(true)
})

test('a macro called by the program gives text', () => {
  const macro = compiled('{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}').macro('m', scopeOf())
  expect(callValue(macro, { positional: [1] })).toMatchObject({ text: '1-2' })
})
