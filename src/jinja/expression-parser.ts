import type { BinaryOperator, CompareOperator, Expression } from './ast.ts'
import { PrimaryParser } from './primary-parser.ts'

const sums = new Map<string, BinaryOperator>([
  ['+', '+'],
  ['-', '-'],
])
const products = new Map<string, BinaryOperator>([
  ['*', '*'],
  ['/', '/'],
  ['//', '//'],
  ['%', '%'],
])
const comparisons = new Set<string>(['==', '!=', '<', '<=', '>', '>='])

/** Jinja's operators, in the order in which they bind: inline `if` the least, signs the most. */
export abstract class ExpressionParser extends PrimaryParser {
  protected override parseExpression(): Expression {
    let then = this.parseOr()
    while (this.skipSymbol('if')) {
      const test = this.parseOr()
      const otherwise = this.skipSymbol('else') ? this.parseExpression() : undefined
      then = { type: 'conditional', test, then, ...(otherwise && { otherwise }), start: then.start, end: this.end }
    }
    return then
  }

  /** One expression, or several with commas between them, which are a tuple. */
  protected override parseTuple(item: () => Expression = () => this.parseExpression()): Expression {
    const first = item()
    if (!this.isOperator(',')) return first
    const items = [first]
    while (this.skipOperator(',')) {
      if (!this.startsExpression()) break
      items.push(item())
    }
    return { type: 'tuple', items, start: first.start, end: this.end }
  }

  protected parseOr(): Expression {
    let left = this.#parseAnd()
    while (this.skipSymbol('or')) left = { type: 'or', left, right: this.#parseAnd(), start: left.start, end: this.end }
    return left
  }

  #parseAnd(): Expression {
    let left = this.#parseNot()
    while (this.skipSymbol('and'))
      left = { type: 'and', left, right: this.#parseNot(), start: left.start, end: this.end }
    return left
  }

  #parseNot(): Expression {
    const { start } = this.peek()
    if (!this.skipSymbol('not')) return this.#parseCompare()
    return { type: 'not', operand: this.#parseNot(), start, end: this.end }
  }

  #parseCompare(): Expression {
    const first = this.#parseSum()
    const rest: { operator: CompareOperator; right: Expression }[] = []
    for (;;) {
      const operator = this.#compareOperator()
      if (operator === undefined) break
      rest.push({ operator, right: this.#parseSum() })
    }
    return rest.length === 0 ? first : { type: 'compare', first, rest, start: first.start, end: this.end }
  }

  #compareOperator(): CompareOperator | undefined {
    const token = this.peek()
    if (token.type === 'operator' && comparisons.has(token.value)) {
      // Every member of `comparisons` is a CompareOperator.
      return this.next().value as CompareOperator
    }
    if (this.skipSymbol('in')) return 'in'
    if (!this.skipSymbol('not')) return undefined
    if (!this.skipSymbol('in')) throw this.unexpected('"in" after "not"')
    return 'not in'
  }

  #parseSum(): Expression {
    let left = this.#parseConcat()
    for (let operator = this.#operatorOf(sums); operator !== undefined; operator = this.#operatorOf(sums)) {
      left = { type: 'binary', operator, left, right: this.#parseConcat(), start: left.start, end: this.end }
    }
    return left
  }

  #parseConcat(): Expression {
    const first = this.#parseProduct()
    if (!this.isOperator('~')) return first
    const parts = [first]
    while (this.skipOperator('~')) parts.push(this.#parseProduct())
    return { type: 'concat', parts, start: first.start, end: this.end }
  }

  #parseProduct(): Expression {
    let left = this.#parsePower()
    for (let operator = this.#operatorOf(products); operator !== undefined; operator = this.#operatorOf(products)) {
      left = { type: 'binary', operator, left, right: this.#parsePower(), start: left.start, end: this.end }
    }
    return left
  }

  #parsePower(): Expression {
    let left = this.#parseUnary()
    while (this.skipOperator('**')) {
      left = { type: 'binary', operator: '**', left, right: this.#parseUnary(), start: left.start, end: this.end }
    }
    return left
  }

  /** The operator that comes next, if it is one of these; it is then taken. */
  #operatorOf(operators: ReadonlyMap<string, BinaryOperator>): BinaryOperator | undefined {
    const token = this.peek()
    const operator = token.type === 'operator' ? operators.get(token.value) : undefined
    if (operator !== undefined) this.next()
    return operator
  }

  #parseUnary(withFilters = true): Expression {
    const { start, value, type } = this.peek()
    let node: Expression
    if (type === 'operator' && (value === '-' || value === '+')) {
      this.next()
      node = { type: 'sign', operator: value, operand: this.#parseUnary(false), start, end: this.end }
    } else {
      node = this.parsePostfixed()
    }
    return withFilters ? this.parseFiltersAndTests(node) : node
  }
}
