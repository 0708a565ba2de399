import { bind, type Given } from '../runtime/arguments.ts'
import type { Value } from '../runtime/value.ts'

type Method = (self: number, args: Given) => Value

/** The methods of int and float. */
export const numberMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['is_integer', (self, args) => (bind('is_integer', args, []), Number.isInteger(self))],
  ['bit_length', (self, args) => (bind('bit_length', args, []), self === 0 ? 0 : Math.abs(self).toString(2).length)],
])
