import { bind, type Given, intArgument } from '../runtime/arguments.ts'
import { dict } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { isInt } from '../runtime/number.ts'
import { repr } from '../runtime/text.ts'
import { stringOf, tuple, type Value } from '../runtime/value.ts'
import { field, type Members, memberObject, method } from './member-object.ts'

/** A match of JavaScript with the place of each group. */
export type Found = RegExpExecArray

const members: Members<Found> = new Map([
  ['group', method(group)],
  ['groups', method((found: Found, given) => tuple(groups(found, bind('groups', given, ['default'])[0] ?? null)))],
  ['groupdict', method((found: Found, given) => named(found, bind('groupdict', given, ['default'])[0] ?? null))],
  ['start', method((found: Found, given) => span('start', found, given)[0])],
  ['end', method((found: Found, given) => span('end', found, given)[1])],
  ['span', method((found: Found, given) => tuple(span('span', found, given)))],
  ['string', field((found: Found) => found.input)],
  ['lastindex', field((found: Found) => lastIndex(found))],
])

/** A match as a value of templates. */
export function matchValue(found: Found): Value {
  return memberObject(found, members, {
    type: 'Match',
    text: () =>
      `<re.Match object; span=${repr(tuple([found.index, found.index + found[0].length]))}, match=${repr(found[0])}>`,
    item: (index) => groupAt(found, index),
    truth: () => true,
  })
}

/** The groups of a match, without the whole. */
export function groups(found: Found, missing: Value): Value[] {
  return found.slice(1).map((text) => text ?? missing)
}

function groupAt(found: Found, index: Value): Value {
  const name = stringOf(index)
  if (name !== undefined && found.groups !== undefined && Object.hasOwn(found.groups, name))
    return found.groups[name] ?? null
  if (isInt(index) && Number(index) >= 0 && Number(index) < found.length) return found[Number(index)] ?? null
  throw wrong(`The match has no group ${repr(index)}.`)
}

function group(found: Found, { positional }: Given): Value {
  if (positional.length < 2) return groupAt(found, positional[0] ?? 0)
  return tuple(positional.map((index) => groupAt(found, index)))
}

function named(found: Found, missing: Value): Value {
  return dict(Object.entries(found.groups ?? {}).map(([name, text]) => [name, text ?? missing] as const))
}

function span(name: string, found: Found, given: Given): readonly [number, number] {
  const [index = 0] = bind(name, given, ['group'])
  const [start, end] = found.indices?.[intArgument(name, index)] ?? [-1, -1]
  return [start, end]
}

function lastIndex(found: Found): Value {
  const index = found.findLastIndex((text, at) => at > 0 && text !== undefined)
  return index === -1 ? null : index
}
