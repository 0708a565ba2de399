import { expect, test } from 'vitest'
import { templateFunction } from '../../src/jinja/bridge.ts'
import { renderValue } from '../../src/jinja/render-value.ts'
import { failureOf, scopeOf, textAt } from './support/templates.ts'

const variables = new Map<string, unknown>([
  ['flag', true],
  ['count', 5],
  ['ratio', 2.5],
  ['tags', ['a', 'b']],
  ['options', { deep: { x: [1, null] } }],
  ['nothing', null],
  ['text', '5432'],
])
const scope = scopeOf({
  var: templateFunction(({ positional: [name] }) => variables.get(String(name))),
  env_var: templateFunction(({ positional: [name, fallback] }) => (name === 'PORT' ? '5432' : fallback)),
  target: { name: 'dev', schema: 'main' },
})
const render = (source: string): unknown => renderValue(source, 'project.yml', scope)

test('a text that is one expression keeps the type of its value', () => {
  expect(render("{{ var('flag') }}")).toBe(true)
  expect(render("{{ var('count') + 1 }}")).toBe(6)
  expect(render("{{ var('ratio') }}")).toBe(2.5)
  expect(render("{{ var('tags') }}")).toEqual(['a', 'b'])
  expect(render("{{ var('options') }}")).toEqual({ deep: { x: [1, null] } })
  expect(render("{{ var('nothing') }}")).toBeNull()
  expect(render("{{ target.name == 'dev' }}")).toBe(true)
  expect(render('{{ 4 / 2 }}')).toBe(2)
  expect(render('{{ (1, 2) }}')).toEqual([1, 2])
  expect(render("{{ 'a' if false }}")).toBe('')
  expect(render('{{ not_there }}')).toBe('')
})

test('a text that happens to be digits stays text, until a filter says otherwise', () => {
  expect(render("{{ env_var('PORT') }}")).toBe('5432')
  expect(render("{{ env_var('PORT') | as_number }}")).toBe(5432)
  expect(render("{{ env_var('PORT') | int }}")).toBe(5432)
  expect(render("{{ '2.5' | as_number }}")).toBe(2.5)
  expect(render("{{ 'true' | as_bool }}")).toBe(true)
  expect(render("{{ 'False' | as_bool }}")).toBe(false)
  expect(render("{{ \"['a', {'b': 1}]\" | as_native }}")).toEqual(['a', { b: 1 }])
  expect(render("{{ 'plain words' | as_native }}")).toBe('plain words')
  expect(render("{{ '007' | as_text }}")).toBe('007')
})

test('a value that is not what a filter says is an error at the expression', () => {
  const source = "{{ 'many' | as_number }}"
  const diagnostic = failureOf(() => render(source))
  expect(diagnostic).toMatchObject({
    code: 'compile/template',
    message: '"as_number" expects a number, but is given \'many\'.',
  })
  expect(textAt(source, diagnostic.location)).toBe("'many' | as_number")
  expect(failureOf(() => render("{{ 'yes' | as_bool }}")).message).toBe(
    '"as_bool" expects true or false, but is given \'yes\'.',
  )
})

test('a text with more than one expression is text', () => {
  expect(render('{{ target.schema }}_{{ target.name }}')).toBe('main_dev')
  expect(render(" {{ var('count') }}")).toBe(' 5')
  expect(render("{% if true %}{{ var('count') }}{% endif %}")).toBe('5')
  expect(render("{{ var('flag') }}\n")).toBe(true)
})

test('a text without tags comes back as it is', () => {
  for (const text of ['plain', '', 'a\r\n', '{not jinja}', '100%}', '{ { x } }', '7']) expect(render(text)).toBe(text)
})

test('a template in YAML that is not well formed is an error with its place in the value', () => {
  const diagnostic = failureOf(() => render('x_{{ var("a" }}'))
  expect(diagnostic.code).toBe('parse/template')
  expect(diagnostic.location).toEqual({ file: 'project.yml', start: 13, end: 15 })
  expect(failureOf(() => render('{{ a.b }}'))).toMatchObject({
    code: 'compile/undefined',
    message: '"a" is not defined.',
  })
})
