import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileTemplate } from '../../src/jinja/compile-template.ts'
import { type Template, TemplateError } from '../../src/jinja/template.ts'
import { snippetScope } from './support/snippet-scope.ts'

interface Snippet {
  readonly id: string
  readonly template: string
  readonly context: Readonly<Record<string, unknown>>
  readonly macros: string
  readonly expected?: string
  readonly expected_error?: string
}

// The file is data of this shape.
const { snippets } = JSON.parse(readFileSync('test/jinja/snippets.json', 'utf8')) as {
  readonly snippets: readonly Snippet[]
}

function compiled(source: string, file: string): Template {
  const result = compileTemplate(source, file)
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return result.template
}

function rendered({ template, context, macros }: Snippet): string {
  return compiled(template, 'snippet.sql').render(snippetScope(context, compiled(macros, 'macros.sql'))).text
}

test('there are one hundred snippets', () => {
  expect(snippets).toHaveLength(100)
})

describe('a snippet renders as Jinja2 renders it for dbt', () => {
  test.each(snippets.filter((each) => each.expected !== undefined))('$id: $feature', (snippet) => {
    expect(rendered(snippet)).toBe(snippet.expected)
  })
})

test('an attribute of an undefined name is an error', () => {
  const snippet = snippets.find(({ id }) => id === 'print-undef')
  const render = (): unknown => snippet && rendered(snippet)
  expect(render).toThrow(TemplateError)
  expect(render).toThrow('"nothing" is not defined.')
})

test('what a function of the scope throws leaves the template unchanged', () => {
  const snippet = snippets.find(({ id }) => id === 'raise')
  expect(() => snippet && rendered(snippet)).toThrow(new Error('bad 1'))
})
