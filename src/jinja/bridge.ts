import type { Location } from '../diagnostics/location.ts'
import { adopt } from './runtime/adopt.ts'
import { spending } from './runtime/budget.ts'
import { call } from './runtime/call.ts'
import { parseDecimal } from './runtime/decimal.ts'
import { entriesOf } from './runtime/dict.ts'
import { str } from './runtime/text.ts'
import {
  type CallArguments,
  type Dict,
  functionValue,
  isDict,
  isFloatBox,
  isIterator,
  isSet,
  isText,
  isTuple,
  kind,
  type ObjectValue,
  plain,
  type Value,
} from './runtime/value.ts'

/** What a function of the program gets when a template calls it. */
export interface TemplateArguments {
  readonly positional: readonly Value[]
  readonly named: ReadonlyMap<string, Value>
  /** Where the call stands. */
  readonly location: Location
}

export interface TemplateObject {
  /** What `.name` gives: plain data, values, or functions made with `templateFunction`. */
  readonly members: Readonly<Record<string, unknown>>
  /** What `.name` gives where no member has that name. */
  readonly otherMember?: (name: string) => unknown
  /** What it prints. */
  readonly text?: string
  /** What makes two objects equal, and one key of a dict. Default: an object equals only itself. */
  readonly identity?: string
  /** What a call of the object does. */
  readonly call?: (args: TemplateArguments) => unknown
  /** Its type in messages. Default: `object`. */
  readonly type?: string
  /** Whether it passes for a dict in `is mapping`. */
  readonly mapping?: boolean
}

/**
 * Plain data as a value of templates: objects and Maps become dicts, arrays lists, Sets sets. What templates change in it
 * stays changed as long as this value is used, and never changes the data.
 */
export function toValue(data: unknown): Value {
  return adopt(data)
}

/** A function that templates can call. What it returns may be plain data; what it throws passes unchanged. */
export function templateFunction(use: (args: TemplateArguments) => unknown, name = 'function'): Value {
  return functionValue(name, wrapped(use))
}

/** An object of which templates see the listed members and nothing else. */
export function templateObject({ members, text, identity, ...more }: TemplateObject): Value {
  const known = new Map(Object.entries(members))
  const value: ObjectValue = {
    [kind]: 'object',
    type: more.type ?? 'object',
    get: (name) => adopt(known.has(name) ? known.get(name) : more.otherMember?.(name)),
    names: () => known.keys(),
    ...(text !== undefined && { text: () => text }),
    ...(identity !== undefined && { identity: () => identity }),
    ...(more.call && { call: wrapped(more.call) }),
    ...(more.mapping === true && { mapping: true }),
  }
  return value
}

function wrapped(use: (args: TemplateArguments) => unknown): (args: CallArguments) => Value {
  return ({ positional, named, location }) => {
    const texts = new Map([...named].map(([name, value]) => [name, plain(value)] as const))
    return adopt(use({ positional: positional.map(plain), named: texts, location }))
  }
}

/** Calls a function or macro that came from a template. */
export function callValue(callee: Value, args: Partial<TemplateArguments> = {}): Value {
  const { positional = [], named = new Map(), location = { file: '', start: 0, end: 0 } } = args
  return spending(undefined, () => call(callee, { positional, named, location }))
}

/** What `{{ value }}` prints. */
export function textOf(value: Value): string {
  return str(value)
}

/**
 * A value as plain data that JSON can hold. Ints beyond 2^53 and decimals become their digits as text, dicts objects,
 * tuples and sets arrays, objects their text, and what is undefined null.
 */
export function fromValue(value: Value): unknown {
  if (value === undefined) return null
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(fromValue)
  if (typeof value !== 'object' || value === null) return value
  if (isText(value)) return value.text
  if (isFloatBox(value)) return value.value
  if (isTuple(value)) return value.items.map(fromValue)
  if (isSet(value)) return [...value.members.values()].map(fromValue)
  if (isDict(value)) return fromDict(value)
  if (isIterator(value)) return [...value.iterate()].map(fromValue)
  return str(value)
}

function fromDict(value: Dict): Readonly<Record<string, unknown>> {
  // `Object.fromEntries` makes `__proto__` a member like every other.
  return Object.fromEntries(
    [...entriesOf(value).values()].map(({ key, value: member }) => [str(key), fromValue(member)]),
  )
}

/** An exact decimal from its digits, such as `12.50`; a text that is none stays text. */
export function decimalValue(digits: string): Value {
  return parseDecimal(digits) ?? digits
}
