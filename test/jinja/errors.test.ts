import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { templateFunction, templateObject, textOf } from '../../src/jinja/bridge.ts'
import { TemplateError } from '../../src/jinja/template.ts'
import { compiled, failureOf, scopeOf, textAt } from './support/templates.ts'

function failure(
  source: string,
  context: Readonly<Record<string, unknown>> = {},
): Diagnostic & { readonly at: string } {
  const diagnostic = failureOf(() => compiled(source).render(scopeOf(context)))
  return { ...diagnostic, at: textAt(source, diagnostic.location) }
}

test('a member of an undefined name is reported at the name, with the nearest name of the scope', () => {
  expect(failure('select {{ nothing.x }}')).toMatchObject({
    code: 'compile/undefined',
    message: '"nothing" is not defined.',
    at: 'nothing',
  })
  expect(failure('{{ targt.name }}', { target: {} })).toMatchObject({ hint: 'Did you mean "target"?', at: 'targt' })
  expect(failure('{{ reff("x") }}', { ref: templateFunction(() => '') })).toMatchObject({
    message: '"reff" is not defined.',
    hint: 'Did you mean "ref"?',
    at: 'reff',
  })
})

test('a member that is missing is named when it is used', () => {
  expect(failure('{{ target.shema.x }}', { target: { schema: 's' } })).toMatchObject({
    message: '"target" has no member "shema".',
    at: 'target.shema',
  })
  expect(failure('{{ rows[5].x }}', { rows: [] })).toMatchObject({ message: '"rows[5]" is undefined.', at: 'rows[5]' })
})

test('undefined prints nothing, is false and has no length, as in Jinja', () => {
  expect(
    compiled('[{{ x }}][{{ x | default("d") }}][{{ "t" if x else "f" }}][{{ x | length }}]').render(scopeOf()).text,
  ).toBe('[][d][f][0]')
})

test.each([
  [
    '{{ 1 + "a" }}',
    '"+" cannot be used with int and str.',
    '1 + "a"',
    'Use "~" to join values of any type into a text.',
  ],
  ['{{ 1 / 0 }}', 'A number is divided by zero.', '1 / 0', undefined],
  ['{{ 1 < "a" }}', '"<" does not compare int and str: 1 < a.', '1 < "a"', undefined],
  ['{{ 5 | length }}', 'An int has no length.', '5 | length', undefined],
  ['{{ [1].nope() }}', '"[1]" has no member "nope".', '[1].nope', undefined],
  ['{{ "a"() }}', 'A str cannot be called.', '"a"()', undefined],
  ['{% for x in 5 %}{% endfor %}', 'An int cannot be looped over.', '5', undefined],
  ['{% set a, b = [1] %}', '2 values are expected here, but there is 1.', 'a, b', undefined],
  [
    '{{ [1] | map("upper", 1) | list }}',
    '"upper" takes no arguments, but is given 1.',
    '[1] | map("upper", 1) | list',
    undefined,
  ],
  [
    '{{ "a" | replace(new="b", olt="c") }}',
    '"replace" has no argument named "olt"; it has "old", "new", "count".',
    '"a" | replace(new="b", olt="c")',
    undefined,
  ],
  [
    '{% set x = 1 %}{% set x.y = 2 %}',
    '"set" changes a member of a namespace, but found int.',
    'x.y',
    'Make it with "namespace(…)".',
  ],
  [
    '{{ {[1]: 2} }}',
    'A list cannot be a key of a dict or a member of a set.',
    '{[1]: 2}',
    'Use a tuple instead of a list.',
  ],
  ['{{ return(1) }}', '"return" leaves a macro, but there is none around it.', 'return(1)', undefined],
  [
    '{{ range(3) | map("nope") | list }}',
    'There is no filter named "nope" that "map" could apply.',
    'range(3) | map("nope")',
    undefined,
  ],
])('%s says what is wrong and where', (source, message, at, hint) => {
  expect(failure(source)).toMatchObject({ message, at, ...(hint !== undefined && { hint }) })
})

test('an error in a macro is reported at its place in the macro, with the calls that led there', () => {
  const macros = '{% macro inner(x) %}\n{{ x / 0 }}\n{% endmacro %}\n{% macro outer(x) %}{{ inner(x) }}{% endmacro %}'
  const file = compiled(macros, 'macros/m.sql')
  const names = new Map<string, unknown>()
  const scope = { get: (name: string): unknown => names.get(name) }
  names.set('inner', file.macro('inner', scope)).set('outer', file.macro('outer', scope))
  const source = 'select 1,\n{% if true %}{{ outer(4) }}{% endif %}'
  const { message, location, related } = failureOf(() => compiled(source, 'models/a.sql').render(scope))
  expect(message).toBe('A number is divided by zero.')
  expect([location?.file, textAt(macros, location)]).toEqual(['macros/m.sql', 'x / 0'])
  expect(related).toEqual([
    {
      message: 'Called from here.',
      location: { file: 'macros/m.sql', start: macros.indexOf('inner(x) }}'), end: macros.lastIndexOf(' }}') },
    },
    {
      message: 'Called from here.',
      location: { file: 'models/a.sql', start: source.indexOf('outer'), end: source.indexOf(' }}') },
    },
  ])
})

test('an error in the body of a call block is reported in the file of the block', () => {
  const wrap = compiled('{% macro wrap() %}<{{ caller() }}>{% endmacro %}', 'm.sql').macro('wrap', scopeOf())
  const source = '{% call wrap() %}{{ 1 / 0 }}{% endcall %}'
  const { location, related } = failureOf(() => compiled(source).render(scopeOf({ wrap })))
  expect(textAt(source, location)).toBe('1 / 0')
  expect(related?.map((each) => each.location.file)).toEqual(['m.sql', 'model.sql'])
})

test('what a function of the scope throws passes unchanged through macros, loops and captures', () => {
  class Suspended extends Error {}
  const suspended = new Suspended('later')
  const query = templateFunction(() => {
    throw suspended
  })
  const scope = scopeOf({ query })
  const run = compiled('{% macro run() %}{% set x %}{{ query() }}{% endset %}{{ x }}{% endmacro %}').macro('run', scope)
  const template = compiled('{% for i in [1] %}{% call wrap() %}{{ run() }}{% endcall %}{% endfor %}')
  const wrap = compiled('{% macro wrap() %}{{ caller() }}{% endmacro %}').macro('wrap', scope)
  expect(() => template.render(scopeOf({ run, wrap }))).toThrow(suspended)
})

test('an error that a function of the scope makes keeps its place and learns the calls outside of it', () => {
  const raise = templateFunction(({ positional: [message], location }) => {
    throw new TemplateError({ code: 'compile/raised', message: textOf(message), location })
  })
  const macros = '{% macro check() %}{{ exceptions.raise("no") }}{% endmacro %}'
  const check = compiled(macros, 'm.sql').macro(
    'check',
    scopeOf({ exceptions: templateObject({ members: { raise } }) }),
  )
  const source = '{{ check() }}'
  const diagnostic = failureOf(() => compiled(source).render(scopeOf({ check })))
  expect(diagnostic).toMatchObject({ code: 'compile/raised', message: 'no' })
  expect(textAt(macros, diagnostic.location)).toBe('exceptions.raise("no")')
  expect(diagnostic.related?.map(({ location }) => [location.file, textAt(source, location)])).toEqual([
    ['model.sql', 'check()'],
  ])
})

test('a function of the scope knows where it is called', () => {
  const places: string[] = []
  const source = 'select {{ ref("a") }}, {{ ref("b", v=1) }}'
  const ref = templateFunction(({ location }) => places.push(`${location.file}:${textAt(source, location)}`))
  compiled(source).render(scopeOf({ ref }))
  expect(places).toEqual(['model.sql:ref("a")', 'model.sql:ref("b", v=1)'])
})

test('arguments that a macro does not have are named with those it has', () => {
  const macro = '{% macro m(a, b) %}{% endmacro %}'
  expect(failure(`${macro}{{ m(1, c=2) }}`)).toMatchObject({
    message: 'Macro "m" has no argument named "c"; it has "a", "b".',
    at: 'm(1, c=2)',
  })
  expect(failure(`${macro}{{ m(1, 2, 3) }}`).message).toBe('Macro "m" takes 2 arguments, but is given 3.')
  expect(failure(`${macro}{{ m(1, a=2) }}`).message).toBe('Macro "m" is given two values for its argument "a".')
  expect(failure(`${macro}{% call m(1) %}{% endcall %}`).message).toBe(
    'Macro "m" does not use caller(), so it cannot be used in "{% call %}".',
  )
})
