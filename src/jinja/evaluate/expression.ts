import type { Expression, FilterCall } from '../ast.ts'
import { filters } from '../filters/registry.ts'
import { globals } from '../globals.ts'
import { adopt } from '../runtime/adopt.ts'
import { call } from '../runtime/call.ts'
import { dict } from '../runtime/dict.ts'
import { undefinedValue } from '../runtime/failure.ts'
import { truth } from '../runtime/iterate.ts'
import { missing } from '../runtime/macro.ts'
import { attribute, item } from '../runtime/member.ts'
import { returnFunction } from '../runtime/return.ts'
import { slice } from '../runtime/slice.ts'
import { tests } from '../runtime/tests.ts'
import { plain, tuple, type Value } from '../runtime/value.ts'
import type { Scope } from '../template.ts'
import { compileArguments, type GivenArguments } from './arguments.ts'
import { type Frame, find, reader } from './frame.ts'
import { andOf, binaryOf, compareOf, concatOf, orOf, signOf } from './operators.ts'
import type { Compute, Decide } from './run.ts'
import { locationOf } from './unit.ts'

type Of<T extends Expression['type']> = Extract<Expression, { readonly type: T }>

/** Compiles an expression to a function that computes its value. */
export function compileExpression(node: Expression, frame: Frame): Compute {
  const compile = (inner: Expression): Compute => compileExpression(inner, frame)
  switch (node.type) {
    case 'literal': {
      const { value } = node
      return () => value
    }
    case 'name':
      return nameOf(node.name, frame)
    case 'list':
    case 'tuple':
      return itemsOf(node.type, node.items.map(compile))
    case 'dict':
      return dictOf(node, compile)
    case 'attribute':
    case 'item':
    case 'slice':
      return memberOf(node, compile)
    case 'call':
      return callOf(node, frame)
    case 'filter':
      return filterOf(node, node.input && compile(node.input), frame)
    case 'conditional':
      return conditionalOf(node, frame)
    case 'test':
    case 'not':
    case 'compare':
      return compileCondition(node, frame)
    default:
      return operationOf(node, compile)
  }
}

function operationOf(
  node: Of<'sign' | 'binary' | 'and' | 'or' | 'concat'>,
  compile: (inner: Expression) => Compute,
): Compute {
  switch (node.type) {
    case 'sign':
      return signOf(node.operator, compile(node.operand), node)
    case 'binary':
      return binaryOf(node.operator, compile(node.left), compile(node.right), node)
    case 'and':
      return andOf(compile(node.left), compile(node.right))
    case 'or':
      return orOf(compile(node.left), compile(node.right))
    case 'concat':
      return concatOf(node.parts.map(compile), node)
  }
}

/** Compiles an expression to a function that decides whether it is true. */
export function compileCondition(node: Expression, frame: Frame): Decide {
  switch (node.type) {
    case 'not': {
      const operand = compileCondition(node.operand, frame)
      return (run) => !operand(run)
    }
    case 'test':
      return testOf(node, frame)
    case 'compare': {
      const rest = node.rest.map(({ operator, right }) => ({ operator, right: compileExpression(right, frame) }))
      return compareOf(compileExpression(node.first, frame), rest, node)
    }
    default: {
      const compute = compileExpression(node, frame)
      return (run) => truth(compute(run))
    }
  }
}

function nameOf(name: string, frame: Frame): Compute {
  if (name === 'return') return () => returnFunction
  const found = find(frame, name)
  if (found === undefined) return (run) => lookUp(run.scope, name)
  const read = reader(found)
  if (found.isSet) return read
  return (run) => {
    const value = read(run)
    return value === missing ? lookUp(run.scope, name) : value
  }
}

function lookUp(scope: Scope, name: string): Value {
  const found = scope.get(name)
  return found === undefined ? globals.get(name) : adopt(found)
}

function itemsOf(type: 'list' | 'tuple', items: readonly Compute[]): Compute {
  const compute: (run: Parameters<Compute>[0]) => Value[] = (run) => items.map((each) => plain(each(run)))
  return type === 'list' ? compute : (run) => tuple(compute(run))
}

function dictOf(node: Of<'dict'>, compile: (inner: Expression) => Compute): Compute {
  const pairs = node.pairs.map(({ key, value }) => [compile(key), compile(value)] as const)
  return (run) => {
    const values = pairs.map(([key, value]) => [key(run), value(run)] as const)
    run.at = node
    return dict(values)
  }
}

function memberOf(node: Of<'attribute' | 'item' | 'slice'>, compile: (inner: Expression) => Compute): Compute {
  if (node.type === 'slice')
    return itemsOf(
      'tuple',
      node.parts.map((part) => (part ? compile(part) : () => null)),
    )
  const object = compile(node.object)
  if (node.type === 'attribute') {
    const { name } = node
    return (run) => {
      const value = object(run)
      run.at = node
      return attribute(value, name)
    }
  }
  if (node.index.type === 'slice')
    return sliceOf(
      node,
      object,
      node.index.parts.map((part) => part && compile(part)),
    )
  const index = compile(node.index)
  return (run) => {
    const value = object(run)
    const at = index(run)
    run.at = node
    return item(value, at)
  }
}

function sliceOf(node: Of<'item'>, object: Compute, parts: readonly (Compute | undefined)[]): Compute {
  return (run) => {
    const value = object(run)
    const bounds = parts.map((part) => part?.(run))
    run.at = node
    if (value === undefined) throw undefinedValue('target')
    return slice(value, bounds)
  }
}

/** `more` adds to the named arguments: the `caller` of a call block. */
export function callOf(
  node: Of<'call'>,
  frame: Frame,
  more?: (named: ReadonlyMap<string, Value>, run: Parameters<Compute>[0]) => ReadonlyMap<string, Value>,
): Compute {
  const callee = compileExpression(node.callee, frame)
  const { positional, named } = argumentsOf(node, frame)
  const location = locationOf(frame.unit, node)
  return (run) => {
    const target = callee(run)
    const values = positional(run)
    const names = named(run)
    const all = more === undefined ? names : more(names, run)
    run.at = node
    return call(target, { positional: values, named: all, location })
  }
}

function argumentsOf({ args }: Of<'call' | 'filter' | 'test'>, frame: Frame): GivenArguments {
  return compileArguments(args, (inner) => compileExpression(inner, frame))
}

/** A filter on what `input` computes. */
export function filterOf(node: FilterCall, input: Compute | undefined, frame: Frame): Compute {
  const apply = frame.unit.filters?.get(node.name) ?? filters.get(node.name)
  if (apply === undefined || input === undefined) throw new Error(`Internal error: filter "${node.name}"`)
  const { positional, named } = argumentsOf(node, frame)
  return (run) => {
    const value = plain(input(run))
    const given = { positional: positional(run), named: named(run) }
    run.at = node
    return apply(value, given)
  }
}

function testOf(node: Of<'test'>, frame: Frame): Decide {
  const input = compileExpression(node.input, frame)
  const { name } = node
  const test = tests.get(name)
  if (test === undefined) throw new Error(`Internal error: test "${name}"`)
  if (name === 'none') return (run) => input(run) === null
  if (name === 'defined') return (run) => input(run) !== undefined
  const { positional, named } = argumentsOf(node, frame)
  return (run) => {
    const value = plain(input(run))
    const given = { positional: positional(run), named: named(run) }
    run.at = node
    return test(value, given)
  }
}

function conditionalOf(node: Of<'conditional'>, frame: Frame): Compute {
  const decide = compileCondition(node.test, frame)
  const then = compileExpression(node.then, frame)
  const otherwise = node.otherwise && compileExpression(node.otherwise, frame)
  return (run) => (decide(run) ? then(run) : otherwise?.(run))
}
