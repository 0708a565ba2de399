import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TemplateError } from '../../src/jinja/template.ts'
import { rendered } from './support/templates.ts'

interface Comparison {
  readonly context: Readonly<Record<string, unknown>>
  readonly templates: readonly (readonly [template: string, expected: string | null])[]
}

// The file is data of this shape.
const read = (): Comparison => JSON.parse(readFileSync('test/jinja/jinja2.json', 'utf8')) as Comparison
const { templates } = read()

test.each(templates)('as in Jinja2: %s', (template, expected) => {
  const { context } = read()
  if (expected === null) expect(() => rendered(template, context)).toThrow(TemplateError)
  else expect(rendered(template, context)).toBe(expected)
})
