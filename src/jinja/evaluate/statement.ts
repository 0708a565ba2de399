import type {
  CallBlock,
  Data,
  Expression,
  FilterBlock,
  FilterCall,
  If,
  Place,
  SetBlock,
  Statement,
  With,
} from '../ast.ts'
import { output, writeChunk, writeValue, written } from '../runtime/output.ts'
import type { Value } from '../runtime/value.ts'
import { compileTarget } from './assign.ts'
import { callOf, compileCondition, compileExpression, filterOf } from './expression.ts'
import { assignedNames, beginning, type Frame, innerFrame, targetNames } from './frame.ts'
import { compileFor } from './loop.ts'
import { compileMacro } from './macro.ts'
import type { Compute, Ending, Execute, Run } from './run.ts'
import { locationOf } from './unit.ts'

/** Compiles statements with names of their own. */
export function compileBody(list: readonly Statement[], parent: Frame): Execute {
  const assigned = assignedNames(list)
  if (assigned.length === 0) return sequence(list, parent)
  const frame = innerFrame(parent, { assigned })
  const begin = beginning(frame)
  const execute = sequence(list, frame)
  return (run) => {
    begin(run)
    return execute(run)
  }
}

/** Compiles statements that share the names of the frame. */
function sequence(list: readonly Statement[], frame: Frame): Execute {
  const steps = list.flatMap((statement) => compileStatement(statement, frame))
  return (run) => {
    for (const step of steps) {
      const ending = step(run)
      if (ending !== undefined) return ending
    }
    return undefined
  }
}

function compileStatement(node: Statement, frame: Frame): Execute | readonly Execute[] {
  switch (node.type) {
    case 'data':
      return dataOf(node, frame)
    case 'output':
      return returned(node.value, frame) ?? write(compileExpression(node.value, frame), node.value, frame)
    case 'do':
      return returned(node.value, frame) ?? silent(compileExpression(node.value, frame))
    case 'set':
      return assigned(node.target, compileExpression(node.value, frame), frame)
    case 'break':
    case 'continue':
      return () => node.type
    case 'if':
      return ifOf(node, frame)
    case 'for':
      return compileFor(node, frame, { scoped: compileBody, sequence })
    case 'block': {
      if (node.kind !== 'macro') return []
      const make = compileMacro(node, { unit: frame.unit, parent: frame, compileBody })
      const { name, start, end } = node
      return assigned({ type: 'name', name, start, end }, (run) => make(run.scope, run), frame)
    }
    default:
      return blockOf(node, frame)
  }
}

function blockOf(node: With | CallBlock | SetBlock | FilterBlock, frame: Frame): Execute {
  switch (node.type) {
    case 'with':
      return withOf(node, frame)
    case 'set-block':
      return assigned(node.target, filtered(node.filters, captureOf(node.body, frame), frame), frame)
    case 'filter-block':
      return write(filtered(node.filters, captureOf(node.body, frame), frame), node, frame)
    case 'call-block': {
      const source = { name: 'caller', parameters: node.parameters, body: node.body, isCaller: true }
      const make = compileMacro(source, { unit: frame.unit, parent: frame, compileBody })
      const withCaller = (named: ReadonlyMap<string, Value>, run: Run): ReadonlyMap<string, Value> =>
        new Map(named).set('caller', make(run.scope, run))
      return write(callOf(node.call, frame, withCaller), node.call, frame)
    }
  }
}

function write(compute: Compute, node: Place, { unit }: Frame): Execute {
  const origin = locationOf(unit, node)
  return (run) => {
    const value = compute(run)
    run.at = node
    writeValue(run.out, value, origin)
    return undefined
  }
}

function silent(compute: Compute): Execute {
  return (run) => {
    compute(run)
    return undefined
  }
}

function assigned(target: Parameters<typeof compileTarget>[0], compute: Compute, frame: Frame): Execute {
  const assign = compileTarget(target, frame)
  return (run) => {
    assign(run, compute(run))
    return undefined
  }
}

/** `return(x)` as a statement of a macro needs no exception. */
function returned(node: Expression, frame: Frame): Execute | undefined {
  if (!frame.returns || node.type !== 'call') return undefined
  const { callee, args } = node
  const [value, ...others] = args.positional
  if (callee.type !== 'name' || callee.name !== 'return' || value === undefined) return undefined
  if (others.length + args.named.length > 0 || args.star !== undefined || args.starStar !== undefined) return undefined
  const compute = compileExpression(value, frame)
  return (run) => {
    run.result = compute(run)
    return 'return'
  }
}

/** Line breaks are written as `\n`, whatever the file has, so that a text with others is written line by line. */
function dataOf({ start, end }: Data, { unit }: Frame): readonly Execute[] {
  const text = unit.source.slice(start, end)
  const lines = text.includes('\r') ? (text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+/g) ?? []) : [text]
  let at = start
  return lines.map((line) => {
    const shown = line.replace(/\r\n?$/, '\n')
    const place = { start: at, end: at + shown.length }
    const chunk = { text: shown, origin: locationOf(unit, place) }
    at += line.length
    return (run: Run): Ending => {
      run.at = place
      writeChunk(run.out, chunk)
      return undefined
    }
  })
}

function ifOf({ branches, otherwise }: If, frame: Frame): Execute {
  const choices = branches.map(({ test, body }) => ({
    decide: compileCondition(test, frame),
    execute: sequence(body, frame),
  }))
  const last = sequence(otherwise, frame)
  return (run) => {
    for (const { decide, execute } of choices) if (decide(run)) return execute(run)
    return last(run)
  }
}

/** What statements write, as a value. */
function captureOf(body: readonly Statement[], frame: Frame): Compute {
  const execute = compileBody(body, { ...frame, returns: false })
  return (run) => {
    const { out } = run
    run.out = output()
    execute(run)
    const value = written(run.out)
    run.out = out
    return value
  }
}

function filtered(filters: readonly FilterCall[], text: Compute, frame: Frame): Compute {
  return filters.reduce((input, filter) => filterOf(filter, input, frame), text)
}

function withOf({ assignments, body }: With, parent: Frame): Execute {
  const values = assignments.map(({ value }) => compileExpression(value, parent))
  const set = assignments.flatMap(({ target }) => targetNames(target))
  const frame = innerFrame(parent, { set })
  const targets = assignments.map(({ target }) => compileTarget(target, frame))
  const execute = compileBody(body, frame)
  return (run) => {
    const computed = values.map((compute) => compute(run))
    targets.forEach((assign, index) => {
      assign(run, computed[index])
    })
    return execute(run)
  }
}
