import type { BinaryOperator, CompareOperator, Expression } from './ast.ts'
import { PrimaryParser } from './primary-parser.ts'

const comparisons = new Set<string>(['==', '!=', '<', '<=', '>', '>='])

/** Jinja's operators, in the order in which they bind: inline `if` the least, signs the most. */
export abstract class ExpressionParser extends PrimaryParser {
  protected override parseExpression(): Expression {
    let then = this.parseOr()
    while (this.skipSymbol('if')) {
      const test = this.parseOr()
      const otherwise = this.skipSymbol('else') ? this.parseExpression() : undefined
      then = this.node(then.start, { type: 'conditional', test, then, ...(otherwise && { otherwise }) })
    }
    return then
  }

  /** One expression, or several with commas between them, which are a tuple. */
  protected override parseTuple(item: () => Expression = () => this.parseExpression()): Expression {
    const first = item()
    if (!this.isOperator(',')) return first
    const items = [first]
    while (this.skipValue('operator', ',')) {
      if (!this.startsExpression()) break
      items.push(item())
    }
    return this.node(first.start, { type: 'tuple', items })
  }

  protected parseOr(): Expression {
    let left = this.#parseAnd()
    while (this.skipSymbol('or')) left = this.node(left.start, { type: 'or', left, right: this.#parseAnd() })
    return left
  }

  #parseAnd(): Expression {
    let left = this.#parseNot()
    while (this.skipSymbol('and')) left = this.node(left.start, { type: 'and', left, right: this.#parseNot() })
    return left
  }

  #parseNot(): Expression {
    const { start } = this.peek()
    if (!this.skipSymbol('not')) return this.#parseCompare()
    return this.node(start, { type: 'not', operand: this.#parseNot() })
  }

  #parseCompare(): Expression {
    const first = this.#parseSum()
    const rest: { operator: CompareOperator; right: Expression }[] = []
    for (;;) {
      const operator = this.#compareOperator()
      if (operator === undefined) break
      rest.push({ operator, right: this.#parseSum() })
    }
    return rest.length === 0 ? first : this.node(first.start, { type: 'compare', first, rest })
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
    return this.#parseBinary(['+', '-'], () => this.#parseConcat())
  }

  #parseConcat(): Expression {
    const first = this.#parseProduct()
    const parts = [first]
    while (this.skipValue('operator', '~')) parts.push(this.#parseProduct())
    return parts.length === 1 ? first : this.node(first.start, { type: 'concat', parts })
  }

  #parseProduct(): Expression {
    return this.#parseBinary(['*', '/', '//', '%'], () => this.#parsePower())
  }

  #parsePower(): Expression {
    return this.#parseBinary(['**'], () => this.#parseUnary())
  }

  #parseBinary(operators: readonly BinaryOperator[], operand: () => Expression): Expression {
    let left = operand()
    for (;;) {
      const token = this.peek()
      const operator = token.type === 'operator' ? operators.find((each) => each === token.value) : undefined
      if (operator === undefined) return left
      this.next()
      left = this.node(left.start, { type: 'binary', operator, left, right: operand() })
    }
  }

  #parseUnary(withFilters = true): Expression {
    const { start, value, type } = this.peek()
    let node: Expression
    if (type === 'operator' && (value === '-' || value === '+')) {
      this.next()
      node = this.node(start, { type: 'sign', operator: value, operand: this.#parseUnary(false) })
    } else {
      node = this.parsePostfixed()
    }
    return withFilters ? this.parseFiltersAndTests(node) : node
  }
}
