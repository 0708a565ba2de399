import type { For } from '../ast.ts'
import { charge, deeper } from '../runtime/budget.ts'
import { iterate } from '../runtime/iterate.ts'
import { loopOver } from '../runtime/loop.ts'
import { writeValue, written } from '../runtime/output.ts'
import type { CallArguments, Value } from '../runtime/value.ts'
import { compileTarget } from './assign.ts'
import { compileCondition, compileExpression } from './expression.ts'
import { assignedNames, beginning, type Frame, find, innerFrame, runFrame, targetNames, writer } from './frame.ts'
import { located } from './located.ts'
import type { CompileBody } from './macro.ts'
import { readNames } from './read-names.ts'
import { type Ending, type Execute, newRun, type Run } from './run.ts'
import { locationOf } from './unit.ts'

interface Compilers {
  /** Compiles statements with names of their own. */
  readonly scoped: CompileBody
  /** Compiles statements that share the names of the frame. */
  readonly sequence: CompileBody
}

/** What a recursive loop knows of itself. */
interface Recursion {
  readonly depth: number
  readonly again: (args: CallArguments) => Value
}

type GoThrough = (run: Run, values: Value, recursion?: Recursion) => Ending

/** Compiles `{% for %}`. */
export function compileFor(node: For, frame: Frame, compilers: Compilers): Execute {
  const items = compileExpression(node.items, frame)
  if (node.recursive) return recursive(node, frame, compilers)
  const goThrough = compileRounds(node, frame, compilers)
  return (run) => {
    const values = items(run)
    run.at = node.items
    return goThrough(run, values)
  }
}

/** Each level of a recursive loop is a run of its own, because its names are. */
function recursive(node: For, frame: Frame, compilers: Compilers): Execute {
  const { unit } = frame
  const items = compileExpression(node.items, frame)
  const inner = runFrame(unit, {}, { parent: frame })
  const goThrough = compileRounds(node, inner, compilers)
  const location = locationOf(unit, node.items)
  const level = (outer: Run, values: Value, depth: number): Value => {
    const run = newRun(outer.scope, inner.activation.size, outer)
    const again = ({ positional }: CallArguments): Value => deeper(() => level(outer, positional[0], depth + 1))
    run.at = node.items
    try {
      goThrough(run, values, { depth, again })
    } catch (error) {
      throw located(error, unit, run)
    }
    return written(run.out)
  }
  return (run) => {
    writeValue(run.out, level(run, items(run), 0), location)
    return undefined
  }
}

function compileRounds(node: For, parent: Frame, { scoped, sequence }: Compilers): GoThrough {
  const usesLoop = node.recursive || readNames(node.body).has('loop')
  const set = [...targetNames(node.target), ...(usesLoop ? ['loop'] : [])]
  const frame = innerFrame(parent, { set, assigned: assignedNames(node.body) })
  const assign = compileTarget(node.target, frame)
  const begin = beginning(frame)
  const execute = sequence(node.body, frame)
  const otherwise = node.otherwise.length === 0 ? undefined : scoped(node.otherwise, parent)
  const choose = chooser(node, frame)
  const loop = find(frame, 'loop')
  const setLoop = usesLoop && loop !== undefined ? writer(loop) : undefined
  const round = (run: Run, value: Value): Ending => {
    begin(run)
    assign(run, value)
    return execute(run)
  }
  return (run, values, recursion) => {
    const chosen = choose(run, values)
    const state = setLoop && loopOver([...chosen], recursion?.depth ?? 0, recursion?.again)
    if (state !== undefined) setLoop?.(run, state.value)
    const ending = rounds(state?.rounds() ?? chosen, (value) => round(run, value))
    return ending === 'none' ? otherwise?.(run) : ending
  }
}

/** Goes through values; `none` if there are none. */
function rounds(values: Iterable<Value>, round: (value: Value) => Ending): Ending | 'none' {
  let result: Ending | 'none' = 'none'
  for (const value of values) {
    result = undefined
    const ending = round(value)
    if (ending === 'break') break
    if (ending === 'return') return ending
  }
  return result
}

/** The items that `for … if` takes. Each one looked at is a step. */
function chooser(node: For, frame: Frame): (run: Run, values: Value) => Iterable<Value> {
  if (node.condition === undefined) return (_, values) => charged(iterate(values))
  const assign = compileTarget(node.target, frame)
  const decide = compileCondition(node.condition, frame)
  return function* (run, values) {
    for (const value of charged(iterate(values))) {
      assign(run, value)
      if (decide(run)) yield value
    }
  }
}

function* charged(values: Iterable<Value>): Generator<Value> {
  for (const value of values) {
    charge(1)
    yield value
  }
}
