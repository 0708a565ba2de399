import { generator } from '../filters/generator.ts'
import { bind, type Given, intArgument } from '../runtime/arguments.ts'
import { binary } from '../runtime/arithmetic.ts'
import { boundedSteps } from '../runtime/budget.ts'
import { wrong } from '../runtime/failure.ts'
import { iterate, listOf, truth } from '../runtime/iterate.ts'
import { sliceIndices } from '../runtime/slice.ts'
import { tuple, type Value } from '../runtime/value.ts'
import { library } from './member-object.ts'

/** Python's module `itertools`, without what never ends. */
export function itertoolsModule(): Value {
  return library('module', {
    chain: ({ positional }) => generator(chained(positional)),
    product,
    permutations: (given) => selections('permutations', given, permutations),
    combinations: (given) => selections('combinations', given, combinations),
    combinations_with_replacement: (given) => selections('combinations_with_replacement', given, withReplacement),
    repeat,
    islice,
    accumulate,
    zip_longest: zipLongest,
    compress: (given) => {
      const [data, selectors] = bind('compress', given, ['data', 'selectors'])
      const wanted = listOf(selectors)
      return generator(listOf(data).filter((_, index) => truth(wanted[index])))
    },
    starmap: () => {
      throw wrong('"itertools.starmap" is not supported.', 'Use "{% for %}" or the filter "map".')
    },
  })
}

function* chained(values: readonly Value[]): Generator<Value> {
  for (const value of values) yield* iterate(value)
}

function product({ positional, named }: Given): Value {
  const [times] = bind('product', { positional: [], named }, ['repeat'])
  const pools = Array.from({ length: intArgument('product', times, 1) }, () => positional.map(listOf)).flat()
  boundedSteps(pools.reduce((count, pool) => count * pool.length, 1))
  const rows = pools.reduce<readonly Value[][]>(
    (all, pool) => all.flatMap((row) => pool.map((item) => [...row, item])),
    [[]],
  )
  return generator(rows.map((row) => tuple(row)))
}

type Select = (count: number, size: number) => Generator<readonly number[]>

function selections(name: string, given: Given, select: Select): Value {
  const [values, size] = bind(name, given, ['iterable', 'r'])
  const items = listOf(values)
  const length = size === undefined || size === null ? items.length : intArgument(name, size)
  return generator(picked(items, select(items.length, length)))
}

function* picked(items: readonly Value[], rows: Iterable<readonly number[]>): Generator<Value> {
  let count = 0
  for (const row of rows) {
    count += 1
    boundedSteps(count)
    yield tuple(row.map((index) => items[index]))
  }
}

function* choose(
  size: number,
  next: (chosen: readonly number[]) => Iterable<number>,
  chosen: readonly number[] = [],
): Generator<readonly number[]> {
  if (chosen.length === size) yield chosen
  else for (const index of next(chosen)) yield* choose(size, next, [...chosen, index])
}

function* from(start: number, end: number): Generator<number> {
  for (let index = start; index < end; index += 1) yield index
}

const permutations: Select = (count, size) =>
  choose(size, (chosen) => [...from(0, count)].filter((index) => !chosen.includes(index)))
const combinations: Select = (count, size) => choose(size, (chosen) => from((chosen.at(-1) ?? -1) + 1, count))
const withReplacement: Select = (count, size) => choose(size, (chosen) => from(chosen.at(-1) ?? 0, count))

function repeat(given: Given): Value {
  const [value, times] = bind('repeat', given, ['object', 'times'])
  if (times === undefined) throw wrong('"itertools.repeat" expects how often.')
  const count = Math.max(0, intArgument('repeat', times))
  boundedSteps(count)
  return generator(Array.from({ length: count }, () => value))
}

function islice(given: Given): Value {
  const [values, first, second, step] = bind('islice', given, ['iterable', 'start', 'stop', 'step'])
  const [start, stop] = given.positional.length === 2 ? [0, first] : [intArgument('islice', first ?? 0), second]
  const items = listOf(values)
  const end = stop === undefined || stop === null ? undefined : intArgument('islice', stop)
  return generator(sliceIndices(items.length, start, end, intArgument('islice', step, 1)).map((index) => items[index]))
}

function accumulate(given: Given): Value {
  const [values] = bind('accumulate', given, ['iterable'])
  let total: Value
  const sums = listOf(values).map((value, index) => {
    total = index === 0 ? value : binary('+', total, value)
    return total
  })
  return generator(sums)
}

function zipLongest({ positional, named }: Given): Value {
  const [fill = null] = bind('zip_longest', { positional: [], named }, ['fillvalue'])
  const lists = positional.map(listOf)
  const length = Math.max(0, ...lists.map((list) => list.length))
  return generator(
    Array.from({ length }, (_, index) => tuple(lists.map((list) => (index < list.length ? list[index] : fill)))),
  )
}
