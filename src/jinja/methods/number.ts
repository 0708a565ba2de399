import { type Given, withoutArguments } from '../runtime/arguments.ts'
import type { Value } from '../runtime/value.ts'

type Method = (self: number, args: Given) => Value

/** The methods of int and float. */
export const numberMethods: ReadonlyMap<string, Method> = new Map<string, Method>([
  withoutArguments('is_integer', (self: number) => Number.isInteger(self)),
  withoutArguments('bit_length', (self: number) => (self === 0 ? 0 : Math.abs(self).toString(2).length)),
])
