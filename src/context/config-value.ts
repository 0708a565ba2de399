import type { Location } from '../diagnostics/location.ts'
import { fromValue, type TemplateArguments, templateFunction, templateObject, toValue } from '../jinja/bridge.ts'
import { isDict, stringOf, type Value } from '../jinja/runtime/value.ts'
import { TemplateError } from '../jinja/template.ts'
import type { Json, JsonObject } from '../util/json.ts'
import { byName, textArgument } from './arguments.ts'
import { wrongCall } from './diagnostics.ts'

/** One key of a `config(…)` call in a template. */
export interface ConfiguredKey {
  readonly key: string
  readonly value: Json
  readonly location: Location
}

/**
 * dbt's `config`: called with keywords (or one dict) it prints nothing and tells `record`; `get`, `require` and
 * `meta_get` read the configuration as far as it is known.
 */
export function configValue(known: () => JsonObject, record: (keys: readonly ConfiguredKey[]) => void): Value {
  const read = (name: string, source: () => JsonObject) =>
    templateFunction((call) => {
      const given = byName(call, { name: `config.${name}`, parameters: ['name', 'default', 'validator'], required: 1 })
      const key = textArgument(given.get('name'), call, `config.${name}`)
      const value = Object.hasOwn(source(), key) ? source()[key] : undefined
      if (value !== undefined) return toValue(value)
      if (name !== 'require') return given.get('default') ?? null
      throw new TemplateError(
        wrongCall('config.require', `the name of a key that is set; "${key}" is not`, call.location),
      )
    }, name)
  const meta = () => objectOf(known()['meta'])
  return templateObject({
    type: 'Config',
    call: (call) => {
      record(configuredKeys(call))
      return ''
    },
    members: { get: read('get', known), require: read('require', known), meta_get: read('meta_get', meta) },
  })
}

function configuredKeys(call: TemplateArguments): readonly ConfiguredKey[] {
  const first = call.positional[0]
  const dict = isDict(first) ? objectOf(fromValue(first)) : {}
  if (call.positional.length > 1 || (first !== undefined && !isDict(first))) {
    throw new TemplateError(wrongCall('config', "keywords, such as config(materialized='view')", call.location))
  }
  const named = [...call.named].map(([key, value]) => [key, fromValue(stringOf(value) ?? value)] as const)
  return [...Object.entries(dict), ...named].map(([key, value]) => ({
    key,
    // Values of a template without functions are JSON; a function would print as its text.
    value: value as Json,
    location: call.location,
  }))
}

function objectOf(value: unknown): JsonObject {
  // A plain object made by fromValue or read from YAML holds JSON only.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}
