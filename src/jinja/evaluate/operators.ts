import type { BinaryOperator, CompareOperator, Place } from '../ast.ts'
import { binary, signed } from '../runtime/arithmetic.ts'
import { bounded } from '../runtime/budget.ts'
import { contains, equal, greater, greaterOrEqual, less, lessOrEqual } from '../runtime/compare.ts'
import { truth } from '../runtime/iterate.ts'
import { str } from '../runtime/text.ts'
import type { Value } from '../runtime/value.ts'
import type { Compute, Decide } from './run.ts'

/** `left operator right`. */
export function binaryOf(
  operator: BinaryOperator,
  left: Compute,
  ...[right, node]: readonly [Compute, Place]
): Compute {
  return (run) => {
    const a = left(run)
    const b = right(run)
    run.at = node
    return binary(operator, a, b)
  }
}

/** `-operand`. */
export function signOf(operator: '-' | '+', operand: Compute, node: Place): Compute {
  return (run) => {
    const value = operand(run)
    run.at = node
    return signed(operator, value)
  }
}

/** `a ~ b ~ c`. */
export function concatOf(parts: readonly Compute[], node: Place): Compute {
  return (run) => {
    let text = ''
    for (const part of parts) text += str(part(run))
    run.at = node
    bounded(text.length)
    return text
  }
}

/** `left and right`, which is the one that decides. */
export function andOf(left: Compute, right: Compute): Compute {
  return (run) => {
    const value = left(run)
    return truth(value) ? right(run) : value
  }
}

/** `left or right`, which is the one that decides. */
export function orOf(left: Compute, right: Compute): Compute {
  return (run) => {
    const value = left(run)
    return truth(value) ? value : right(run)
  }
}

const comparisons: Readonly<Record<CompareOperator, (a: Value, b: Value) => boolean>> = {
  '==': equal,
  '!=': (a, b) => !equal(a, b),
  '<': less,
  '<=': lessOrEqual,
  '>': greater,
  '>=': greaterOrEqual,
  in: contains,
  'not in': (a, b) => !contains(a, b),
}

interface Comparison {
  readonly operator: CompareOperator
  readonly right: Compute
}

/** `first < second <= third`: every neighbour is compared, until one comparison is false. */
export function compareOf(first: Compute, rest: readonly Comparison[], node: Place): Decide {
  const steps = rest.map(({ operator, right }) => ({ decide: comparisons[operator], right }))
  return (run) => {
    let left = first(run)
    for (const { decide, right } of steps) {
      const value = right(run)
      run.at = node
      if (!decide(left, value)) return false
      left = value
    }
    return true
  }
}
