import type { Location } from '../diagnostics/location.ts'
import { fromValue, templateFunction, textOf, toValue } from '../jinja/bridge.ts'
import { compileTemplate } from '../jinja/compile-template.ts'
import { kindOf, type Value } from '../jinja/runtime/value.ts'
import { type Scope, TemplateError } from '../jinja/template.ts'
import type { Json, JsonObject } from '../util/json.ts'

const looksLikeCall = /^\s*(?:env_var|ref|var|source|doc)\s*\(.+\)\s*$/s

/** Whether the text of a test's argument is a template: dbt takes `ref('x')` without braces too. */
function isTemplateArgument(text: string): boolean {
  return looksLikeCall.test(text) || text.includes('{{') || text.includes('{%')
}

/** Whether any of a test's arguments is a template. */
export function hasTemplates(value: Json): boolean {
  if (typeof value === 'string') return isTemplateArgument(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplates)
}

/** A test's arguments as values: texts that are templates are rendered, and keep their type where they are one call. */
export function argumentValues(args: JsonObject, scope: Scope, location: Location): ReadonlyMap<string, Value> {
  return new Map(Object.entries(args).map(([name, value]) => [name, argumentValue(value, scope, location)]))
}

/** The same as JSON: a relation becomes its SQL. */
export function argumentTexts(args: ReadonlyMap<string, Value>): JsonObject {
  return Object.fromEntries([...args].map(([name, value]) => [name, jsonOf(value)]))
}

function argumentValue(value: Json, scope: Scope, location: Location): Value {
  if (typeof value === 'string' && isTemplateArgument(value)) return rendered(value, scope, location)
  if (Array.isArray(value)) return value.map((item) => argumentValue(item, scope, location))
  return toValue(value)
}

function rendered(text: string, scope: Scope, location: Location): Value {
  const captured: Value[] = []
  const capture = templateFunction((call) => {
    captured.push(call.positional[0])
    return ''
  }, 'capture')
  const call = looksLikeCall.test(text)
  const compiled = compileTemplate(call ? `{{ capture(${text}) }}` : text, location.file)
  if (!compiled.ok) throw relocated(new TemplateError(firstOf(compiled.diagnostics)), location)
  try {
    const inner: Scope = { get: (name) => (name === 'capture' ? capture : scope.get(name)) }
    const output = compiled.template.render(inner)
    return call ? captured[0] : output.text
  } catch (error) {
    throw error instanceof TemplateError ? relocated(error, location) : error
  }
}

/** Positions in the text of an argument mean nothing to the author; the test's place does. */
function relocated(error: TemplateError, location: Location): TemplateError {
  return new TemplateError({ ...error.diagnostic, location })
}

function firstOf<T>(items: readonly T[]): T {
  const [first] = items
  if (first === undefined) throw new Error('Internal error: a failed compilation has no diagnostic')
  return first
}

function jsonOf(value: Value): Json {
  if (Array.isArray(value)) return value.map(jsonOf)
  if (kindOf(value) === 'object') return textOf(value)
  // What is no object of ours and no list is JSON.
  return fromValue(value) as Json
}
