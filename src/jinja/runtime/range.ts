import { bind, type Given, intArgument } from './arguments.ts'
import { wrong } from './failure.ts'
import { isInt } from './number.ts'
import { iterator, type Value } from './value.ts'

/** `range(stop)` and `range(start, stop, step)`, counted only when it is looped over. */
export function rangeOf(given: Given): Value {
  const [first, second, third] = bind('range', given, ['start', 'stop', 'step']).map((value) =>
    value === undefined ? undefined : intArgument('range', value),
  )
  if (first === undefined) throw wrong('"range" takes one to three whole numbers.')
  const [start, stop, step] = second === undefined ? [0, first, 1] : [first, second, third ?? 1]
  if (step === 0) throw wrong('The step of "range" cannot be zero.')
  const length = Math.max(0, Math.ceil((stop - start) / step))
  const has = (item: Value): boolean => {
    const offset = isInt(item) ? Number(item) - start : Number.NaN
    return offset % step === 0 && offset / step >= 0 && offset / step < length
  }
  const at = (index: number): Value => (index < length ? start + index * step : undefined)
  const print = (): string => `range(${start}, ${stop}${step === 1 ? '' : `, ${step}`})`
  return iterator('range', () => counted(start, step, length), { length, print, has, at })
}

function* counted(start: number, step: number, length: number): Generator<Value> {
  for (let index = 0; index < length; index += 1) yield start + index * step
}
