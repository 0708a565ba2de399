import { iterator, type Value } from '../runtime/value.ts'

/** Values that can be gone through once, as Python's generators. */
export function generator(values: Iterable<Value>, name = 'generator'): Value {
  const rest = values[Symbol.iterator]()
  const once: Iterable<Value> = { [Symbol.iterator]: () => ({ next: () => rest.next() }) }
  return iterator(name, () => once)
}
