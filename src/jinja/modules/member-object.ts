import { bind, type Given } from '../runtime/arguments.ts'
import { type CallArguments, functionValue, kind, type ObjectValue, type Value } from '../runtime/value.ts'

/** What a member of a built-in object is: a value, or a method. */
export type Member<Self> =
  | { readonly value: (self: Self) => Value }
  | { readonly call: (self: Self, given: Given) => Value }

/** The members of a type, by name. */
export type Members<Self> = ReadonlyMap<string, Member<Self>>

export function field<Self>(value: (self: Self) => Value): Member<Self> {
  return { value }
}

export function method<Self>(call: (self: Self, given: Given) => Value): Member<Self> {
  return { call }
}

/** The entry of a table for a method without arguments. */
export function plainMethod<Self>(name: string, use: (self: Self) => Value): readonly [string, Member<Self>] {
  const call = (self: Self, given: Given): Value => {
    bind(name, given, [])
    return use(self)
  }
  return [name, { call }]
}

/** An object whose members come from the table of its type. */
export function memberObject<Self>(
  self: Self,
  members: Members<Self>,
  more: Pick<ObjectValue, 'type'> & Partial<Omit<ObjectValue, 'get' | 'names'>>,
): ObjectValue {
  return {
    [kind]: 'object',
    get: (name) => {
      const member = members.get(name)
      if (member === undefined) return undefined
      return 'value' in member ? member.value(self) : functionValue(name, (given) => member.call(self, given))
    },
    names: () => members.keys(),
    ...more,
  }
}

/** A type that templates can call to make a value, with functions of its own: `datetime.now()`. */
export function typeObject(
  type: string,
  call: (args: CallArguments) => Value,
  members: Readonly<Record<string, Value | ((given: Given) => Value)>> = {},
): Value {
  return { ...library(type, members), call }
}

/** A module: functions and values by name. */
export function library(
  type: string,
  members: Readonly<Record<string, Value | ((given: Given) => Value)>>,
): ObjectValue {
  const values = new Map(
    Object.entries(members).map(
      ([name, member]) => [name, typeof member === 'function' ? functionValue(name, member) : member] as const,
    ),
  )
  return { [kind]: 'object', type, get: (name) => values.get(name), names: () => values.keys() }
}
