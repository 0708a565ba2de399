import type { Arguments, CompareOperator, Expression, FilterCall } from '../ast.ts'
import { type Frame, localName } from './frame.ts'
import { constant, freshName, position } from './unit.ts'

/** JavaScript for an expression. */
export function expression(node: Expression, frame: Frame): string {
  const { unit } = frame
  const code = (inner: Expression): string => expression(inner, frame)
  switch (node.type) {
    case 'literal':
      return constant(unit, node.value)
    case 'name':
      return nameCode(node.name, frame)
    case 'list':
      return `[${elements(node.items, frame)}]`
    case 'tuple':
      return `tuple([${elements(node.items, frame)}])`
    case 'dict':
      return `dict([${node.pairs.map(({ key, value }) => `[${code(key)},${code(value)}]`).join(',')}],${position(unit, node)})`
    case 'attribute':
      return `attribute(${code(node.object)},${JSON.stringify(node.name)},${position(unit, node)})`
    case 'item':
      return itemCode(node.object, node.index, frame, position(unit, node))
    case 'slice':
      return `tuple([${node.parts.map((part) => (part ? code(part) : 'null')).join(',')}])`
    case 'call':
      return callCode(node.callee, node.args, frame, position(unit, node))
    case 'conditional':
      return `(${condition(node.test, frame)}?${code(node.then)}:${node.otherwise ? code(node.otherwise) : 'undefined'})`
    default:
      return operation(node, frame)
  }
}

type Operation = Exclude<
  Expression,
  {
    readonly type:
      | 'literal'
      | 'name'
      | 'list'
      | 'tuple'
      | 'dict'
      | 'attribute'
      | 'item'
      | 'slice'
      | 'call'
      | 'conditional'
  }
>

function operation(node: Operation, frame: Frame): string {
  const { unit } = frame
  const code = (inner: Expression): string => expression(inner, frame)
  switch (node.type) {
    case 'filter':
      return filterCode(node, node.input ? code(node.input) : 'undefined', frame)
    case 'test':
    case 'not':
    case 'compare':
      return condition(node, frame)
    case 'sign':
      return `signed(${JSON.stringify(node.operator)},${code(node.operand)},${position(unit, node)})`
    case 'binary':
      return node.operator === '+'
        ? `add(${code(node.left)},${code(node.right)},${position(unit, node)})`
        : `binary(${JSON.stringify(node.operator)},${code(node.left)},${code(node.right)},${position(unit, node)})`
    case 'and':
    case 'or':
      return logic(node, frame)
    case 'concat':
      return `concat([${node.parts.map(code).join(',')}],${position(unit, node)})`
  }
}

function logic(node: Extract<Expression, { readonly type: 'and' | 'or' }>, frame: Frame): string {
  const kept = temporary(frame)
  const [left, right] = [expression(node.left, frame), expression(node.right, frame)]
  return node.type === 'and' ? `(truth(${kept}=${left})?${right}:${kept})` : `(truth(${kept}=${left})?${kept}:${right})`
}

/** JavaScript that is `true` or `false` as Python sees the expression. */
export function condition(node: Expression, frame: Frame): string {
  switch (node.type) {
    case 'not':
      return `!${condition(node.operand, frame)}`
    case 'test':
      return testCode(node, frame)
    case 'compare':
      return compareCode(node, frame)
    case 'and':
      return `(${condition(node.left, frame)}&&${condition(node.right, frame)})`
    case 'or':
      return `(${condition(node.left, frame)}||${condition(node.right, frame)})`
    default:
      return `truth(${expression(node, frame)})`
  }
}

function testCode(node: Extract<Expression, { readonly type: 'test' }>, frame: Frame): string {
  const input = expression(node.input, frame)
  if (node.name === 'none') return `(${input}===null)`
  if (node.name === 'defined') return `(${input}!==undefined)`
  if (node.name === 'undefined') return `(${input}===undefined)`
  return `test(${JSON.stringify(node.name)},${input},${argumentsCode(node.args, frame)},${position(frame.unit, node)})`
}

const comparisons: Readonly<Record<CompareOperator, string>> = {
  '==': 'equal',
  '!=': '!equal',
  '<': 'less',
  '<=': 'lessOrEqual',
  '>': 'greater',
  '>=': 'greaterOrEqual',
  in: 'contains',
  'not in': '!contains',
}

function compareCode(node: Extract<Expression, { readonly type: 'compare' }>, frame: Frame): string {
  let left = expression(node.first, frame)
  const parts = node.rest.map(({ operator, right }, index) => {
    const code = expression(right, frame)
    const isLast = index === node.rest.length - 1
    const kept = isLast ? '' : temporary(frame)
    const part = `${comparisons[operator]}(${left},${isLast ? code : `${kept}=${code}`},${position(frame.unit, node)})`
    left = kept
    return part
  })
  return parts.length === 1 ? parts.join('') : `(${parts.join('&&')})`
}

function nameCode(name: string, frame: Frame): string {
  if (name === 'return') return 'returnFunction'
  const local = localName(frame, name)
  const outside = `lookup(s,${JSON.stringify(name)})`
  return local === undefined ? outside : `(${local}===M?${outside}:${local})`
}

function elements(items: readonly Expression[], frame: Frame): string {
  return items
    .map((item) => (item.type === 'literal' ? expression(item, frame) : `plain(${expression(item, frame)})`))
    .join(',')
}

function itemCode(object: Expression, index: Expression, ...[frame, place]: readonly [Frame, string]): string {
  const value = expression(object, frame)
  if (index.type !== 'slice') return `item(${value},${expression(index, frame)},${place})`
  const parts = index.parts.map((part) => (part ? expression(part, frame) : 'undefined'))
  return `slice(${value},[${parts.join(',')}],${place})`
}

function callCode(callee: Expression, args: Arguments, ...[frame, place]: readonly [Frame, string]): string {
  return `call(${expression(callee, frame)},${argumentsCode(args, frame)},${place})`
}

/** JavaScript for a list of positional and a Map of named arguments. `caller` is added to the named ones. */
export function argumentsCode(args: Arguments, frame: Frame, caller?: string): string {
  const positional = args.positional.map((each) => expression(each, frame))
  if (args.star) positional.push(`...spread(${expression(args.star, frame)},${position(frame.unit, args.star)})`)
  const named = args.named.map(({ name, value }) => `[${JSON.stringify(name)},${expression(value, frame)}]`)
  if (args.starStar)
    named.push(`...spreadNamed(${expression(args.starStar, frame)},${position(frame.unit, args.starStar)})`)
  if (caller !== undefined) named.push(`["caller",${caller}]`)
  return `[${positional.join(',')}],${named.length === 0 ? 'N' : `new Map([${named.join(',')}])`}`
}

/** JavaScript for a filter on what `input` computes. */
export function filterCode(node: FilterCall, input: string, frame: Frame): string {
  return `filter(${JSON.stringify(node.name)},${input},${argumentsCode(node.args, frame)},${position(frame.unit, node)})`
}

function temporary(frame: Frame): string {
  const name = freshName(frame.unit, 't')
  frame.temporaries.push(name)
  return name
}
