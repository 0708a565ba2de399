import { withoutArguments } from '../runtime/arguments.ts'
import { wrong } from '../runtime/failure.ts'
import { isNumber } from '../runtime/number.ts'
import { repr } from '../runtime/text.ts'
import { stringOf, type Value } from '../runtime/value.ts'
import { numberIn } from './number.ts'
import type { Filter } from './registry.ts'

/** What dbt's filters for types do where a value of YAML is rendered. In SQL they change nothing. */
export function nativeFilters(readLiteral: (text: string) => Value): ReadonlyMap<string, Filter> {
  return new Map<string, Filter>([
    withoutArguments('as_number', asNumber),
    withoutArguments('as_bool', asBool),
    withoutArguments('as_native', (input: Value) => asNative(input, readLiteral)),
  ])
}

function asNumber(input: Value): Value {
  if (isNumber(input) && typeof input !== 'boolean') return input
  const number = numberIn(stringOf(input) ?? '')
  if (number === undefined) throw wrong(`"as_number" expects a number, but is given ${repr(input)}.`)
  return number
}

function asBool(input: Value): Value {
  if (typeof input === 'boolean') return input
  const text = stringOf(input)?.trim().toLowerCase()
  if (text !== 'true' && text !== 'false') throw wrong(`"as_bool" expects true or false, but is given ${repr(input)}.`)
  return text === 'true'
}

/** A text that is a literal as its value, every other text as it is. */
function asNative(input: Value, readLiteral: (text: string) => Value): Value {
  const text = stringOf(input)
  return text === undefined ? input : (readLiteral(text) ?? input)
}
