import { type TemplateArguments, toValue } from '../jinja/bridge.ts'
import type { Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import type { JsonObject } from '../util/json.ts'
import { byName, textArgument } from './arguments.ts'
import { unknownVar } from './diagnostics.ts'
import { type OnRead, reads } from './reads.ts'

/** dbt's `var(name, default)`. Throws `TemplateError` for a variable that has neither a value nor a default. */
export function variable(call: TemplateArguments, variables: JsonObject, onRead: OnRead): Value {
  const given = byName(call, { name: 'var', parameters: ['name', 'default'], required: 1 })
  const name = textArgument(given.get('name'), call, 'var')
  onRead(reads.variable(name))
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (value !== undefined) return toValue(value)
  if (given.has('default')) return given.get('default')
  throw new TemplateError(unknownVar(name, call.location, Object.keys(variables)))
}
