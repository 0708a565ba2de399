import { bind, type Given, intArgument, withoutArguments } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { truth } from '../runtime/iterate.ts'
import { memberOf } from '../runtime/member.ts'
import { str } from '../runtime/text.ts'
import type { Value } from '../runtime/value.ts'
import { jsonText } from './json.ts'

type Filter = (input: Value, given: Given) => Value

const same = (input: Value): Value => input

/** Filters about values of any type. */
export const otherFilters: readonly (readonly [string, Filter])[] = [
  ['default', fallback],
  ['d', fallback],
  ['attr', attr],
  ['tojson', toJson],
  withoutArguments('is_list', (input: Value) => Array.isArray(input)),
  withoutArguments('as_text', same),
  withoutArguments('as_bool', same),
  withoutArguments('as_number', same),
  withoutArguments('as_native', same),
]

function fallback(input: Value, given: Given): Value {
  const [value = '', forFalse] = bind('default', given, ['default_value', 'boolean'])
  return input === undefined || (truth(forFalse) && !truth(input)) ? value : input
}

function attr(input: Value, given: Given): Value {
  const [name] = bind('attr', given, ['name'])
  if (name === undefined) throw wrong('"attr" expects the name of an attribute.')
  return memberOf(input, str(name))
}

const htmlUnsafe = /[<>&']/g

function toJson(input: Value, given: Given): Value {
  const [indent = null] = bind('tojson', given, ['indent'])
  const text = jsonText(input, { sortKeys: true, ...(indent !== null && { indent: intArgument('tojson', indent) }) })
  return text.replace(htmlUnsafe, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
}
