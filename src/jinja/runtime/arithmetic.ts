import type { BinaryOperator } from '../ast.ts'
import { bounded, boundedSteps } from './budget.ts'
import { decimalArithmetic } from './decimal.ts'
import { overLimit, undefinedValue, wrong } from './failure.ts'
import { formatPercent } from './format-percent.ts'
import { bigintOf, isInt, isNumber, numberOf } from './number.ts'
import {
  float,
  int,
  isDecimal,
  isObject,
  isSet,
  isTuple,
  kind,
  type Operators,
  plain,
  stringOf,
  tuple,
  typeName,
  type Value,
} from './value.ts'

/** `a + b` and its siblings, as Python computes them. */
export function binary(operator: BinaryOperator, a: Value, b: Value): Value {
  if (a === undefined) throw undefinedValue('left')
  if (b === undefined) throw undefinedValue('right')
  const answer = isNumber(a) && isNumber(b) ? numbers(operator, a, b) : others(operator, plain(a), plain(b))
  if (answer === undefined) throw notPossible(operator, a, b)
  return answer
}

function notPossible(operator: string, a: Value, b: Value): Error {
  const hint = operator === '+' ? 'Use "~" to join values of any type into a text.' : undefined
  return wrong(`"${operator}" cannot be used with ${typeName(a)} and ${typeName(b)}.`, hint)
}

function numbers(operator: BinaryOperator, a: Value, b: Value): Value {
  if (isDecimal(a) || isDecimal(b)) return decimalArithmetic(operator, a, b)
  const small = typeof a === 'number' && typeof b === 'number' ? smallIntegers(operator, a, b) : undefined
  if (small !== undefined) return small
  if (isInt(a) && isInt(b) && operator !== '/') return integers(operator, bigintOf(a), bigintOf(b))
  return floats(operator, numberOf(a) ?? Number.NaN, numberOf(b) ?? Number.NaN)
}

const limit = 2 ** 31

/** The short way for ints whose result is exact in JavaScript's numbers. */
function smallIntegers(operator: BinaryOperator, a: number, b: number): number | undefined {
  if (!Number.isInteger(a) || !Number.isInteger(b) || Math.abs(a) > limit || Math.abs(b) > limit) return undefined
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '//':
      return b === 0 ? undefined : Math.floor(a / b)
    case '%':
      return b === 0 ? undefined : a - b * Math.floor(a / b)
    default:
      return undefined
  }
}

function integers(operator: BinaryOperator, a: bigint, b: bigint): Value {
  switch (operator) {
    case '+':
      return int(a + b)
    case '-':
      return int(a - b)
    case '*':
      return int(product(a, b))
    case '//':
      return int(floorDivide(a, b))
    case '%':
      return int(a - b * floorDivide(a, b))
    default:
      return power(a, b)
  }
}

const huge = 1n << 100_000n

function product(a: bigint, b: bigint): bigint {
  if (a > huge || a < -huge || b > huge || b < -huge) throw tooManyDigits()
  return a * b
}

function tooManyDigits(): Error {
  return overLimit('A number would have more than 30,000 digits.')
}

function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divisionByZero()
  const quotient = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient
}

function power(a: bigint, b: bigint): Value {
  if (b < 0n) {
    if (a === 0n) throw divisionByZero()
    return float(Number(a) ** Number(b))
  }
  if (a.toString(16).length * 4 * Number(b) > 100_000 && a !== 1n && a !== -1n && a !== 0n) {
    throw tooManyDigits()
  }
  return int(a ** b)
}

function floats(operator: BinaryOperator, a: number, b: number): Value {
  if (b === 0 && (operator === '/' || operator === '//' || operator === '%')) throw divisionByZero()
  switch (operator) {
    case '+':
      return float(a + b)
    case '-':
      return float(a - b)
    case '*':
      return float(a * b)
    case '/':
      return float(a / b)
    case '//':
      return float(floorAndRest(a, b)[0])
    case '%':
      return float(floorAndRest(a, b)[1])
    case '**':
      return float(a ** b)
  }
}

/** `a // b` and `a % b` as Python computes them, so that the two fit together. */
function floorAndRest(a: number, b: number): readonly [number, number] {
  const rest = a % b
  const isOpposite = rest !== 0 && rest < 0 !== b < 0
  const quotient = Math.round((a - rest) / b) - (isOpposite ? 1 : 0)
  return [quotient, isOpposite ? rest + b : rest === 0 ? Math.sign(b) * 0 : rest]
}

function divisionByZero(): Error {
  return wrong('A number is divided by zero.')
}

function others(operator: BinaryOperator, a: Value, b: Value): Value {
  const text = stringOf(a)
  if (operator === '%' && text !== undefined) return formatPercent(text, b)
  if (operator === '*') return repeated(a, b) ?? repeated(b, a) ?? objects(operator, a, b)
  if (operator === '+') return joined(a, b) ?? objects(operator, a, b)
  if (operator === '-' && isSet(a) && isSet(b)) {
    return { [kind]: 'set', members: new Map([...a.members].filter(([hash]) => !b.members.has(hash))) }
  }
  return objects(operator, a, b)
}

function joined(a: Value, b: Value): Value {
  if (typeof a === 'string' && typeof b === 'string') {
    bounded(a.length + b.length)
    return a + b
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    bounded(a.length + b.length)
    return [...a, ...b]
  }
  return isTuple(a) && isTuple(b) ? tuple([...a.items, ...b.items]) : undefined
}

function repeated(value: Value, times: Value): Value {
  if (!isInt(times)) return undefined
  const count = Math.max(0, Number(times))
  if (typeof value === 'string') {
    bounded(value.length * count)
    return value.repeat(count)
  }
  const items = isTuple(value) ? value.items : Array.isArray(value) ? value : undefined
  if (items === undefined) return undefined
  boundedSteps(items.length * count)
  const all = Array.from({ length: count }, () => items).flat()
  return isTuple(value) ? tuple(all) : all
}

const methods: Readonly<Partial<Record<BinaryOperator, Exclude<keyof Operators, 'compare' | 'negate'>>>> = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floorDivide',
}

function objects(operator: BinaryOperator, a: Value, b: Value): Value {
  const method = methods[operator]
  if (method === undefined) return undefined
  const answer = isObject(a) ? a.operators?.[method]?.(b) : undefined
  if (answer !== undefined || !isObject(b) || (operator !== '+' && operator !== '*')) return answer
  return b.operators?.[method]?.(a)
}

/** `-a` and `+a`. */
export function signed(operator: '-' | '+', value: Value): Value {
  if (value === undefined) throw undefinedValue('target')
  const answer = operator === '-' ? negated(value) : isNumber(value) ? binary('+', value, 0) : undefined
  if (answer === undefined) throw wrong(`"${operator}" cannot be used with ${typeName(value)}.`)
  return answer
}

function negated(value: Value): Value {
  if (isDecimal(value)) return { ...value, digits: -value.digits }
  if (isInt(value)) return int(-bigintOf(value))
  const number = numberOf(value)
  if (number !== undefined) return float(-number)
  return isObject(value) ? value.operators?.negate?.() : undefined
}
