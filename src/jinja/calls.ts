import type { Location } from '../diagnostics/location.ts'
import type { Arguments, Call, Expression, Statement } from './ast.ts'
import { fromValue } from './bridge.ts'
import { targetNames } from './evaluate/frame.ts'
import { literalValue } from './literal-value.ts'
import type { LiteralArgument, TemplateCall } from './template.ts'
import { innerExpressions, innerStatements, statementExpressions } from './walk.ts'

/** The calls of global names in statements, in the order of the file, also in branches that are not taken. */
export function callsIn(list: readonly Statement[], file: string): readonly TemplateCall[] {
  const found: TemplateCall[] = []
  const inExpression = (node: Expression, locals: ReadonlySet<string>): void => {
    if (node.type === 'call') {
      const name = dottedName(node.callee)
      if (name !== undefined && !locals.has(name.split('.', 1)[0] ?? '')) found.push(new WrittenCall(node, name, file))
    }
    for (const inner of innerExpressions(node)) inExpression(inner, locals)
  }
  const inStatement = (node: Statement, outer: ReadonlySet<string>): void => {
    const locals = withLocals(node, outer)
    for (const expression of statementExpressions(node)) inExpression(expression, outer)
    for (const inner of innerStatements(node)) inStatement(inner, locals)
  }
  for (const statement of list) inStatement(statement, new Set())
  return found
}

/** The names that mean something else inside of a statement: parameters and loop variables. */
function withLocals(node: Statement, outer: ReadonlySet<string>): ReadonlySet<string> {
  switch (node.type) {
    case 'for':
      return new Set([...outer, ...targetNames(node.target)])
    case 'with':
      return new Set([...outer, ...node.assignments.flatMap(({ target }) => targetNames(target))])
    case 'block':
    case 'call-block':
      return new Set([...outer, ...node.parameters.map(({ name }) => name), 'caller'])
    default:
      return outer
  }
}

/** `ref`, or `adapter.dispatch`: a name, or names joined by dots. */
function dottedName(node: Expression): string | undefined {
  if (node.type === 'name') return node.name
  if (node.type !== 'attribute') return undefined
  const object = dottedName(node.object)
  return object === undefined ? undefined : `${object}.${node.name}`
}

/** A class and no object with getters, for the reason that `lazy-template.ts` gives. */
class WrittenCall implements TemplateCall {
  readonly name: string
  readonly location: Location
  readonly #args: Arguments

  constructor({ args, start, end }: Call, name: string, file: string) {
    this.name = name
    this.location = { file, start, end }
    this.#args = args
  }

  // Made when they are asked for: most calls are of names that nobody looks for.
  get positional(): TemplateCall['positional'] {
    return this.#args.positional.map((each) => literal(each, this.location.file))
  }

  get named(): TemplateCall['named'] {
    return new Map(this.#args.named.map((each) => [each.name, literal(each.value, this.location.file)] as const))
  }
}

function literal(node: Expression, file: string): LiteralArgument | undefined {
  const value = literalValue(node)
  if (value === undefined) return undefined
  return { value: fromValue(value), location: { file, start: node.start, end: node.end } }
}
