import type { Arguments, Expression, Parameter, Statement } from './ast.ts'

/** The expressions that stand directly in an expression, in the order of the file. */
export function innerExpressions(node: Expression): readonly Expression[] {
  switch (node.type) {
    case 'literal':
    case 'name':
      return []
    case 'list':
    case 'tuple':
      return node.items
    case 'dict':
      return node.pairs.flatMap(({ key, value }) => [key, value])
    case 'slice':
      return node.parts.filter((part) => part !== undefined)
    case 'attribute':
      return [node.object]
    case 'item':
      return [node.object, node.index]
    case 'call':
      return [node.callee, ...argumentExpressions(node.args)]
    case 'filter':
      return [...(node.input ? [node.input] : []), ...argumentExpressions(node.args)]
    case 'test':
      return [node.input, ...argumentExpressions(node.args)]
    default:
      return operands(node)
  }
}

type Operation = Extract<
  Expression,
  { readonly type: 'not' | 'sign' | 'binary' | 'and' | 'or' | 'concat' | 'compare' | 'conditional' }
>

function operands(node: Operation): readonly Expression[] {
  switch (node.type) {
    case 'not':
    case 'sign':
      return [node.operand]
    case 'binary':
    case 'and':
    case 'or':
      return [node.left, node.right]
    case 'concat':
      return node.parts
    case 'compare':
      return [node.first, ...node.rest.map(({ right }) => right)]
    case 'conditional':
      return [node.then, node.test, ...(node.otherwise ? [node.otherwise] : [])]
  }
}

function argumentExpressions({ positional, named, star, starStar }: Arguments): readonly Expression[] {
  return [...positional, ...named.map(({ value }) => value), ...(star ? [star] : []), ...(starStar ? [starStar] : [])]
}

/** The expressions that stand directly in a statement's tags. */
export function statementExpressions(node: Statement): readonly Expression[] {
  switch (node.type) {
    case 'data':
    case 'break':
    case 'continue':
      return []
    case 'output':
    case 'do':
    case 'set':
      return [node.value]
    case 'if':
      return node.branches.map(({ test }) => test)
    case 'for':
      return [node.items, ...(node.condition ? [node.condition] : [])]
    case 'with':
      return node.assignments.map(({ value }) => value)
    case 'block':
      return fallbacks(node.parameters)
    case 'call-block':
      return [...fallbacks(node.parameters), node.call]
    case 'set-block':
    case 'filter-block':
      return node.filters
  }
}

function fallbacks(parameters: readonly Parameter[]): readonly Expression[] {
  return parameters.flatMap(({ fallback }) => (fallback ? [fallback] : []))
}

/** The statements that stand directly inside of a statement. */
export function innerStatements(node: Statement): readonly Statement[] {
  switch (node.type) {
    case 'if':
      return [...node.branches.flatMap(({ body }) => body), ...node.otherwise]
    case 'for':
      return [...node.body, ...node.otherwise]
    case 'with':
    case 'block':
    case 'call-block':
    case 'set-block':
    case 'filter-block':
      return node.body
    default:
      return []
  }
}
