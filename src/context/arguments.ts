import { type CallArguments, stringOf, type Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import { notText, wrongCall } from './diagnostics.ts'

/**
 * The arguments by name, `undefined` where none was given. Throws `TemplateError` for a name that is not one of
 * `parameters`, for too many, and where one of the first `required` is missing.
 */
export function byName(
  call: CallArguments,
  signature: { readonly name: string; readonly parameters: readonly string[]; readonly required: number },
): ReadonlyMap<string, Value> {
  const { name, parameters, required } = signature
  const given = new Map([
    ...call.positional.map((value, index) => [parameters[index] ?? `#${index}`, value] as const),
    ...call.named,
  ])
  const unknown = [...given.keys()].find((key) => !parameters.includes(key))
  const missing = parameters.slice(0, required).find((key) => !given.has(key))
  if (unknown !== undefined || missing !== undefined) {
    throw new TemplateError(wrongCall(name, described(parameters, required), call.location))
  }
  return given
}

function described(parameters: readonly string[], required: number): string {
  return parameters.map((name, index) => (index < required ? name : `${name} (optional)`)).join(', ') || 'no arguments'
}

/** An argument that must be text. */
export function textArgument(value: Value, call: CallArguments, name: string): string {
  const text = stringOf(value)
  if (text !== undefined) return text
  throw new TemplateError(notText(name, call.location))
}
