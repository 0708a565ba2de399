import { describe, expect, test } from 'vitest'
import { compileTemplate } from '../../src/jinja/compile-template.ts'
import { syntaxErrorOf } from './support/templates.ts'

const cases: readonly (readonly [string, string, string, string])[] = [
  ['an output that is never closed', 'select {{ ref("a") \nfrom t', '"{{" is never closed: expected "}}".', '{{'],
  [
    'an output that is never closed before the next one',
    'a {{ x b {{ y }}',
    '"{{" is never closed: expected "}}".',
    '{{',
  ],
  ['a tag that is never closed', 'a {% if x \n b', '"{%" is never closed: expected "%}".', '{%'],
  ['an output closed like a tag', 'a {{ x %} b', '"{{" is never closed: expected "}}", but found "%}".', '{{'],
  ['a tag closed like an output', 'a {% if x }} b', '"{%" is never closed: expected "%}", but found "}}".', '{%'],
  [
    'a comment that is never closed',
    'a {# b',
    'The comment that starts with "{#" is never closed: expected "#}".',
    '{#',
  ],
  [
    'a raw block that is never closed',
    '{% raw %}x',
    '"{% raw %}" is never closed: expected "{% endraw %}".',
    '{% raw %}',
  ],
  ['a text that is never closed', "{{ ref('a }}", "The text that starts with ' is never closed.", "'"],
  ['a missing endif', 'a\n{% if x %}\nb', '"{% if %}" is never closed: expected "{% endif %}".', '{% if x %}'],
  [
    'a missing endfor inside of an if',
    '{% if a %}{% for i in b %}{% endif %}',
    '"{% for %}" is never closed: expected "{% endfor %}" before "{% endif %}".',
    '{% for i in b %}',
  ],
  [
    'a missing endmacro',
    '{% macro m(a) -%} x',
    '"{% macro %}" is never closed: expected "{% endmacro %}".',
    '{% macro m(a) -%}',
  ],
  [
    'an else with nothing behind it',
    '{% if a %}b{% else %}c',
    '"{% if %}" is never closed: expected "{% endif %}".',
    '{% if a %}',
  ],
  ['a closing tag too many', 'a{% endif %}', 'Nothing is open that "{% endif %}" could close.', 'endif'],
  [
    'the wrong closing tag',
    '{% for x in y %}{% endif %}',
    'Nothing is open that "{% endif %}" could close. "{% for %}" is open here and is closed by "{% endfor %}".',
    'endif',
  ],
  ['an else outside', 'a{% else %}', '"{% else %}" stands outside of "{% if %}" and "{% for %}".', 'else'],
  ['an unknown tag', '{% iff x %}', 'There is no tag named "iff". Did you mean "if"?', 'iff'],
  ['an unknown filter', '{{ x | uper }}', 'There is no filter named "uper". Did you mean "upper"?', 'uper'],
  ['an unknown test', '{{ x is defind }}', 'There is no test named "defind". Did you mean "defined"?', 'defind'],
  ['a missing operand', '{{ 1 + }}', 'Expected an expression, but found "}}".', '}}'],
  ['a missing parenthesis', "{{ ref('a' }}", 'Expected "," or ")", but found "}}".', '}}'],
  ['a missing bracket', '{{ [1, 2 }}', 'Expected "," or "]", but found "}}".', '}}'],
  ['a dict without a colon', '{{ {"a" 1} }}', 'Expected ":", but found "1".', '1'],
  ['two expressions', '{{ a b }}', 'Expected "}}", but found "b".', 'b'],
  ['an empty output', 'x {{ }}', 'Expected an expression, but found "}}".', '}}'],
  [
    'a for without in',
    '{% for x of y %}{% endfor %}',
    'Expected "in" behind the names of the loop, but found "of".',
    'of',
  ],
  ['a set without a value', '{% set x y %}', 'Expected "=" or "%}", but found "y".', 'y'],
  ['a sign that means nothing', '{{ a ? b }}', 'The character "?" has no meaning in an expression.', '?'],
  [
    'a curly quote',
    '{{ ref(“orders”) }}',
    'The character "“" has no meaning in an expression. Write " instead. Word processors and web pages replace it.',
    '“',
  ],
  ['a not without in', '{{ a not b }}', 'Expected "in" after "not", but found "b".', 'b'],
  ['a macro without parentheses', '{% macro m %}{% endmacro %}', 'Expected "(", but found "%}".', '%}'],
  ['a call of nothing', '{% call x %}{% endcall %}', '"{% call %}" expects a call, such as "my_macro(1)".', 'x'],
  ['a break outside', '{% break %}', '"{% break %}" stands outside of "{% for %}".', '{% break'],
  [
    'an unnamed argument behind a named one',
    '{{ f(a=1, 2) }}',
    'An argument without a name stands behind one with a name. Name it, or move it to the front.',
    '2',
  ],
  [
    'a tag of another file',
    '{% include "/etc/passwd" %}',
    '"{% include %}" is not supported. A template reads no other file; macros of every file of the project are known by their name.',
    'include',
  ],
  [
    'an adapter that is computed',
    '{% materialization x, adapter=y %}{% endmaterialization %}',
    'The adapter of a materialization is written as a text, such as "duckdb".',
    'y',
  ],
]

describe('a template that is not well formed is reported at its place', () => {
  test.each(cases)('%s', (_, source, message, at) => {
    expect(syntaxErrorOf(source)).toEqual({ message, at, start: expect.any(Number) })
  })
})

test('the place is the opening tag itself, not one before it', () => {
  expect(syntaxErrorOf('{% if a %}{% endif %}{% if b %}').start).toBe(21)
  expect(syntaxErrorOf('{{ a }} {{ b').start).toBe(8)
})

test('the code is parse/template and the file is named', () => {
  const result = compileTemplate('{{', 'models/a.sql')
  expect(result.ok ? [] : result.diagnostics).toEqual([
    {
      code: 'parse/template',
      message: '"{{" is never closed: expected "}}".',
      location: { file: 'models/a.sql', start: 0, end: 2 },
    },
  ])
})

test('places count from the start of the file when it has a byte order mark and Windows line breaks', () => {
  const source = '\uFEFFa\r\nb\r\n{% if x %}'
  expect(syntaxErrorOf(source)).toMatchObject({ at: '{% if x %}', start: 7 })
})

test('no text makes the compiler throw', () => {
  const pieces = [
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    ' if ',
    ' x ',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '|',
    '.',
    ',',
    ':',
    '=',
    '-',
    ' endif ',
    ' for ',
    ' in ',
    ' raw ',
    ' set ',
    ' macro m() ',
    '1',
    '\n',
    '\\',
    ' is ',
    ' not ',
    '~',
    '*',
    '**',
    ' call ',
    '\u2028',
    '😀',
  ]
  let seed = 7
  const random = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % limit
  }
  for (let round = 0; round < 5000; round += 1) {
    const source = Array.from({ length: 1 + random(12) }, () => pieces[random(pieces.length)]).join('')
    const result = compileTemplate(source, 'x.sql')
    const [diagnostic] = result.ok ? [] : result.diagnostics
    if (diagnostic === undefined) continue
    expect(diagnostic.code).toBe('parse/template')
    expect(diagnostic.location?.end, source).toBeLessThanOrEqual(source.length)
    expect(diagnostic.location?.start, source).toBeLessThanOrEqual(diagnostic.location?.end ?? -1)
  }
})
