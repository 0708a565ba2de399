import { boundedSteps } from './budget.ts'
import { wrong } from './failure.ts'
import { hasAstral } from './iterate.ts'
import { isInt } from './number.ts'
import { anyOf, isIterator, isTuple, stringOf, tuple, typeName, type Value } from './value.ts'

/** The member of a list, tuple or text at an index, from the end if it is negative; `undefined` outside. */
export function itemAt(value: Value, index: Value): Value {
  if (!isInt(index)) return undefined
  const at = Number(index)
  if (isIterator(value)) return value.at?.(at < 0 ? at + (value.length ?? 0) : at)
  const items = itemsOf(value)
  return items?.[at < 0 ? at + items.length : at]
}

/** `value[start:stop:step]`. */
export function slice(value: Value, parts: readonly Value[]): Value {
  const [start, stop, step] = parts.map(bound)
  const indicesOf = (length: number): readonly number[] => sliceIndices(length, start, stop, step ?? 1)
  if (isIterator(value) && value.at !== undefined) return indicesOf(value.length ?? 0).map((at) => value.at?.(at))
  const items = itemsOf(value)
  if (items === undefined) throw wrong(`${anyOf(value)} cannot be sliced.`)
  const indices = indicesOf(items.length)
  if (stringOf(value) !== undefined) return indices.map((index) => items[index]).join('')
  const picked = indices.map((index): Value => items[index])
  return isTuple(value) ? tuple(picked) : picked
}

/** A text without characters beyond UTF-16 stays a text; others are taken apart by character. */
function itemsOf(value: Value): string | readonly Value[] | undefined {
  if (Array.isArray(value)) return value
  if (isTuple(value)) return value.items
  const text = stringOf(value)
  return text !== undefined && hasAstral(text) ? [...text] : text
}

function bound(value: Value): number | undefined {
  if (value === undefined || value === null) return undefined
  if (!isInt(value)) throw wrong(`A slice expects whole numbers, but found ${typeName(value)}.`)
  return Number(value)
}

/** The indices that Python's slice rule picks. */
export function sliceIndices(
  length: number,
  start: number | undefined,
  stop: number | undefined,
  step: number,
): readonly number[] {
  if (step === 0) throw wrong('The step of a slice cannot be zero.')
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1]
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high)
  const first = start === undefined ? (step > 0 ? low : high) : clamp(start)
  const end = stop === undefined ? (step > 0 ? high : low) : clamp(stop)
  boundedSteps(Math.ceil((end - first) / step))
  const indices: number[] = []
  for (let index = first; step > 0 ? index < end : index > end; index += step) indices.push(index)
  return indices
}
