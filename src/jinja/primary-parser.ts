import type { Arguments, Expression, FilterCall, NamedArgument, Pair } from './ast.ts'
import { filters } from './filters/registry.ts'
import { floatLiteral, integerLiteral, unescaped } from './literals.ts'
import type { Token } from './nunjucks.ts'
import { tests } from './runtime/tests.ts'
import { SyntaxFailure } from './syntax-error.ts'
import { TokenCursor } from './token-cursor.ts'

interface ArgumentList {
  positional: Expression[]
  named: NamedArgument[]
  star?: Expression
  starStar?: Expression
}

const constants: Readonly<Record<string, boolean | null>> = {
  true: true,
  True: true,
  false: false,
  False: false,
  none: null,
  None: null,
}
const noTestArgument = new Set(['else', 'or', 'and', 'if', 'is', 'in', 'not', 'recursive'])
const noArguments: Arguments = { positional: [], named: [] }

/** What operators stand between: literals, names, members, calls, filters and tests. */
export abstract class PrimaryParser extends TokenCursor {
  protected abstract parseExpression(): Expression
  protected abstract parseTuple(): Expression

  protected parsePostfixed(): Expression {
    return this.#parsePostfix(this.#parsePrimary())
  }

  #parsePrimary(): Expression {
    const token = this.next()
    switch (token.type) {
      case 'symbol':
        return this.#symbol(token)
      case 'string':
        return this.#strings(token)
      case 'int':
        return { type: 'literal', value: integerLiteral(token.value), start: token.start, end: token.end }
      case 'float':
        return { type: 'literal', value: floatLiteral(token.value), start: token.start, end: token.end }
      default:
        return this.#aggregate(token)
    }
  }

  #symbol(token: Token): Expression {
    const { value: name, start, end } = token
    const constant = Object.hasOwn(constants, name) ? constants[name] : undefined
    return constant === undefined
      ? { type: 'name', name, start, end }
      : { type: 'literal', value: constant, start, end }
  }

  #strings(first: Token): Expression {
    let value = unescaped(first.value.slice(1, -1))
    let { end } = first
    while (this.peek().type === 'string') {
      const token = this.next()
      value += unescaped(token.value.slice(1, -1))
      end = token.end
    }
    return { type: 'literal', value, start: first.start, end }
  }

  #aggregate(token: Token): Expression {
    const { start, value, type } = token
    if (type === 'operator' && value === '(') return this.#parenthesis(start)
    if (type === 'operator' && value === '[') {
      const items = this.#separated(']', () => this.parseExpression())
      return { type: 'list', items, start, end: this.end }
    }
    if (type === 'operator' && value === '{') return { type: 'dict', pairs: this.#pairs(), start, end: this.end }
    throw this.unexpected('an expression', token)
  }

  #parenthesis(start: number): Expression {
    if (this.skipOperator(')')) return { type: 'tuple', items: [], start, end: this.end }
    const inner = this.parseTuple()
    this.expectOperator(')')
    return { ...inner, start: start, end: this.end }
  }

  #pairs(): readonly Pair[] {
    return this.#separated('}', () => {
      const key = this.parseExpression()
      this.expectOperator(':')
      return { key, value: this.parseExpression() }
    })
  }

  #separated<T>(close: string, item: () => T): readonly T[] {
    const items: T[] = []
    while (!this.skipOperator(close)) {
      if (items.length > 0 && !this.skipOperator(',')) throw this.unexpected(`"," or "${close}"`)
      if (items.length > 0 && this.skipOperator(close)) break
      items.push(item())
    }
    return items
  }

  #parsePostfix(first: Expression): Expression {
    let node = first
    for (;;) {
      const token = this.peek()
      if (token.type !== 'operator') return node
      if (token.value === '.') node = this.#attribute(node)
      else if (token.value === '[') node = this.#subscript(node)
      else if (token.value === '(')
        node = { type: 'call', callee: node, args: this.parseArguments(), start: node.start, end: this.end }
      else return node
    }
  }

  #attribute(object: Expression): Expression {
    this.next()
    const token = this.next()
    if (token.type === 'symbol')
      return { type: 'attribute', object, name: token.value, start: object.start, end: this.end }
    if (token.type !== 'int') throw this.unexpected('a name after "."', token)
    const index: Expression = { type: 'literal', value: Number(token.value), start: token.start, end: token.end }
    return { type: 'item', object, index, start: object.start, end: this.end }
  }

  #subscript(object: Expression): Expression {
    const { start } = this.next()
    const items = [this.#index(start)]
    while (this.skipOperator(',')) items.push(this.#index(this.peek().start))
    this.expectOperator(']')
    const [first] = items
    const several: Expression = { type: 'tuple', items, start, end: this.end }
    const index = items.length === 1 && first ? first : several
    return { type: 'item', object, index, start: object.start, end: this.end }
  }

  #index(start: number): Expression {
    const parts: (Expression | undefined)[] = []
    let current = this.startsExpression() ? this.parseExpression() : undefined
    while (parts.length < 2 && this.skipOperator(':')) {
      parts.push(current)
      current = this.startsExpression() ? this.parseExpression() : undefined
    }
    if (parts.length > 0) return { type: 'slice', parts: [...parts, current], start, end: this.end }
    if (current === undefined) throw this.unexpected('an index or a slice')
    return current
  }

  protected parseArguments(): Arguments {
    this.expectOperator('(')
    if (this.skipOperator(')')) return noArguments
    const args: ArgumentList = { positional: [], named: [] }
    do {
      if (this.isOperator(')')) break
      this.#argument(args)
    } while (this.skipOperator(','))
    if (!this.skipOperator(')')) throw this.unexpected('"," or ")"')
    return args
  }

  #argument(args: ArgumentList): void {
    if (this.skipOperator('**')) {
      args.starStar = this.parseExpression()
      return
    }
    if (this.skipOperator('*')) {
      args.star = this.parseExpression()
      return
    }
    const value = this.parseExpression()
    if (value.type === 'name' && this.skipOperator('=')) {
      const given = this.parseExpression()
      args.named.push({ name: value.name, value: given, start: value.start, end: given.end })
      return
    }
    if (args.named.length > 0 || args.starStar) {
      throw new SyntaxFailure(
        'An argument without a name stands behind one with a name.',
        value,
        'Name it, or move it to the front.',
      )
    }
    args.positional.push(value)
  }

  protected parseFiltersAndTests(first: Expression): Expression {
    let node = first
    for (;;) {
      const token = this.peek()
      if (token.type === 'operator' && token.value === '|') node = this.#filtered(node)
      else if (token.type === 'symbol' && token.value === 'is') node = this.#tested(node)
      else if (token.type === 'operator' && token.value === '(') {
        node = { type: 'call', callee: node, args: this.parseArguments(), start: node.start, end: this.end }
      } else return node
    }
  }

  #filtered(input: Expression): Expression {
    this.next()
    return { ...this.parseFilter(), input, start: input.start }
  }

  /** A filter's name and arguments, without its input. */
  protected parseFilter(): FilterCall {
    const { start } = this.peek()
    const name = this.#dottedName('filter', filters)
    const args = this.isOperator('(') ? this.parseArguments() : noArguments
    return { type: 'filter', name, args, start, end: this.end }
  }

  #tested(input: Expression): Expression {
    this.next()
    const negated = this.skipSymbol('not')
    const name = this.#dottedName('test', tests)
    const args = this.#testArguments()
    const node: Expression = { type: 'test', name, input, args, start: input.start, end: this.end }
    return negated ? { type: 'not', operand: node, start: input.start, end: this.end } : node
  }

  #testArguments(): Arguments {
    if (this.isOperator('(')) return this.parseArguments()
    const token = this.peek()
    const bracket = token.type === 'operator' && (token.value === '[' || token.value === '{')
    const word = ['symbol', 'string', 'int', 'float'].includes(token.type) && !noTestArgument.has(token.value)
    return bracket || word ? { positional: [this.parsePostfixed()], named: [] } : noArguments
  }

  #dottedName(what: string, known: ReadonlyMap<string, unknown>): string {
    const first = this.expectName(`the name of a ${what}`)
    let name = first.value
    while (this.skipOperator('.')) name += `.${this.expectName(`the name of a ${what}`).value}`
    if (known.has(name)) return name
    throw this.unknownName(what, name, { start: first.start, end: this.end }, known.keys())
  }

  protected startsExpression(): boolean {
    const { type, value } = this.peek()
    if (type === 'operator') return ['(', '[', '{', '-', '+'].includes(value)
    if (type === 'symbol') return !['if', 'else', 'in', 'recursive'].includes(value)
    return ['string', 'int', 'float'].includes(type)
  }
}
