import { equal } from './compare.ts'
import { wrong } from './failure.ts'
import { type CallArguments, functionValue, kind, type ObjectValue, type Value } from './value.ts'

interface LoopState {
  /** The round, from 0. */
  readonly index: number
  readonly items: readonly Value[]
  readonly depth: number
}

type Member = (state: LoopState) => Value

const members: ReadonlyMap<string, Member> = new Map<string, Member>([
  ['index', ({ index }) => index + 1],
  ['index0', ({ index }) => index],
  ['revindex', ({ index, items }) => items.length - index],
  ['revindex0', ({ index, items }) => items.length - index - 1],
  ['first', ({ index }) => index === 0],
  ['last', ({ index, items }) => index === items.length - 1],
  ['length', ({ items }) => items.length],
  ['depth', ({ depth }) => depth + 1],
  ['depth0', ({ depth }) => depth],
  ['previtem', ({ index, items }) => items[index - 1]],
  ['nextitem', ({ index, items }) => items[index + 1]],
  ['cycle', (state) => functionValue('cycle', ({ positional }) => cycle(state, positional))],
])

function cycle({ index }: LoopState, values: readonly Value[]): Value {
  if (values.length === 0) throw wrong('"loop.cycle" expects at least one value.')
  return values[index % values.length]
}

export interface Loop {
  /** The variable `loop`. */
  readonly value: ObjectValue
  rounds(): Generator<Value>
}

/** A loop whose body reads the variable `loop`. */
export function loopOver(items: readonly Value[], depth: number, recurse?: (args: CallArguments) => Value): Loop {
  const state = { index: 0, items, depth }
  let last: readonly Value[] | undefined
  const changed = functionValue('changed', ({ positional }) => {
    const same = last?.length === positional.length && positional.every((each, index) => equal(each, last?.[index]))
    last = positional
    return !same
  })
  const value: ObjectValue = {
    [kind]: 'object',
    type: 'loop',
    get: (name) => (name === 'changed' ? changed : members.get(name)?.(state)),
    names: () => [...members.keys(), 'changed'],
    ...(recurse && { call: recurse }),
  }
  return {
    value,
    *rounds() {
      for (const [index, item] of items.entries()) {
        state.index = index
        yield item
      }
    },
  }
}
