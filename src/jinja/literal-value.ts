import type { Expression } from './ast.ts'
import { signed } from './runtime/arithmetic.ts'
import { dict } from './runtime/dict.ts'
import { isNumber } from './runtime/number.ts'
import { tuple, type Value } from './runtime/value.ts'

/** The value that is written down in an expression; `undefined` for one that is computed. */
export function literalValue(node: Expression): Value {
  switch (node.type) {
    case 'literal':
      return node.value
    case 'list':
      return literalItems(node.items)
    case 'tuple': {
      const items = literalItems(node.items)
      return items && tuple(items)
    }
    case 'dict': {
      const keys = literalItems(node.pairs.map(({ key }) => key))
      const values = literalItems(node.pairs.map(({ value }) => value))
      return keys && values && dict(keys.map((key, index) => [key, values[index]] as const))
    }
    case 'sign': {
      const value = literalValue(node.operand)
      return isNumber(value) ? signed(node.operator, value) : undefined
    }
    default:
      return undefined
  }
}

function literalItems(nodes: readonly Expression[]): Value[] | undefined {
  const items = nodes.map(literalValue)
  return items.includes(undefined) ? undefined : items
}
