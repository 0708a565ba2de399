import type { Arguments, Expression } from '../ast.ts'
import { noNames } from '../runtime/arguments.ts'
import { entriesOf } from '../runtime/dict.ts'
import { wrong } from '../runtime/failure.ts'
import { listOf } from '../runtime/iterate.ts'
import { str } from '../runtime/text.ts'
import { isDict, typeName, type Value } from '../runtime/value.ts'
import type { Compute, Run } from './run.ts'

/** Computes the arguments of a call. */
export interface GivenArguments {
  readonly positional: (run: Run) => Value[]
  readonly named: (run: Run) => ReadonlyMap<string, Value>
}

type Compile = (node: Expression) => Compute

/** `(a, b=c, *d, **e)`. */
export function compileArguments(args: Arguments, compile: Compile): GivenArguments {
  return { positional: positionalOf(args, compile), named: namedOf(args, compile) }
}

function positionalOf({ positional, star }: Arguments, compile: Compile): GivenArguments['positional'] {
  const [first, second, ...others] = positional.map(compile)
  const rest = star && compile(star)
  if (rest !== undefined) {
    const all = positional.map(compile)
    return (run) => {
      const values = all.map((each) => each(run))
      const more = rest(run)
      run.at = star ?? run.at
      return [...values, ...listOf(more)]
    }
  }
  if (first === undefined) return () => []
  if (second === undefined) return (run) => [first(run)]
  return (run) => [first(run), second(run), ...others.map((each) => each(run))]
}

function namedOf({ named, starStar }: Arguments, compile: Compile): GivenArguments['named'] {
  if (named.length === 0 && starStar === undefined) return () => noNames
  const written = named.map(({ name, value }) => ({ name, compute: compile(value) }))
  const rest = starStar && compile(starStar)
  return (run) => {
    const values = new Map<string, Value>()
    for (const { name, compute } of written) values.set(name, compute(run))
    if (rest !== undefined) addNamed(values, rest(run), run, starStar ?? run.at)
    return values
  }
}

function addNamed(into: Map<string, Value>, value: Value, ...[run, node]: readonly [Run, Run['at']]): void {
  run.at = node
  if (!isDict(value)) throw wrong(`"**" expects a dict, but is given ${typeName(value)}.`)
  for (const { key, value: member } of entriesOf(value).values()) into.set(str(key), member)
}
