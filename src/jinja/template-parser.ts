import type { Block, Expression, FilterCall, If, Name, Parameter, Place, Statement, Target, With } from './ast.ts'
import { BlockParser } from './block-parser.ts'
import { Lexer } from './lexer.ts'
import { SyntaxFailure } from './syntax-error.ts'

/** Parses a template. Throws `SyntaxFailure`. */
export function parseTemplate(source: string): readonly Statement[] {
  return new TemplateParser(Lexer.of(source)).parse()
}

/** Jinja's tags, and those that dbt adds. */
class TemplateParser extends BlockParser {
  readonly #tags: ReadonlyMap<string, () => Statement> = new Map<string, () => Statement>([
    ['if', () => this.#if()],
    ['for', () => this.#for()],
    ['set', () => this.#set()],
    ['do', () => this.#do()],
    ['call', () => this.#callBlock()],
    ['with', () => this.#with()],
    ['filter', () => this.#filterBlock()],
    ['break', () => this.#loopControl('break')],
    ['continue', () => this.#loopControl('continue')],
    ['macro', () => this.#block('macro', 'macro')],
    ['test', () => this.#block('test', 'test')],
    ['data_test', () => this.#block('test', 'data_test')],
    ['snapshot', () => this.#block('snapshot', 'snapshot')],
    ['docs', () => this.#block('docs', 'docs')],
    ['materialization', () => this.#block('materialization', 'materialization')],
  ])
  protected override readonly tagNames: readonly string[] = [...this.#tags.keys(), 'raw']
  #loops = 0

  protected override parseTag(name: string): Statement | undefined {
    return this.#tags.get(name)?.()
  }

  #if(): If {
    const { start } = this.opening
    const branches: { test: Expression; body: readonly Statement[] }[] = []
    let name = 'if'
    let place = { start, end: start }
    while (name === 'if' || name === 'elif') {
      const test = this.parseTuple(() => this.parseOr())
      this.tagEnd()
      if (name === 'if') place = { start, end: this.end }
      branches.push({ test, body: this.bodyOf('if', place, ['elif', 'else', 'endif']) })
      name = this.next().value
    }
    let otherwise: readonly Statement[] = []
    if (name === 'else') {
      this.tagEnd()
      otherwise = this.bodyOf('if', place, ['endif'])
      this.next()
    }
    return { type: 'if', branches, otherwise, start, end: this.tagEnd().end }
  }

  #for(): Statement {
    const { start } = this.opening
    const target = this.#targets()
    this.expectSymbol('in', 'behind the names of the loop')
    const items = this.parseTuple(() => this.parseOr())
    const condition = this.skipSymbol('if') ? this.parseExpression() : undefined
    const recursive = this.skipSymbol('recursive')
    const place = { start, end: this.tagEnd().end }
    this.#loops += 1
    const body = this.bodyOf('for', place, ['else', 'endfor'])
    this.#loops -= 1
    let otherwise: readonly Statement[] = []
    if (this.next().value === 'else') {
      this.tagEnd()
      otherwise = this.bodyOf('for', place, ['endfor'])
      this.next()
    }
    const { end } = this.tagEnd()
    return { type: 'for', target, items, ...(condition && { condition }), recursive, body, otherwise, start, end }
  }

  #set(): Statement {
    const { start } = this.opening
    const target = this.#targets()
    if (this.skipOperator('=')) {
      const value = this.parseTuple()
      return { type: 'set', target, value, start, end: this.tagEnd().end }
    }
    if (!this.isOperator('|') && this.peek().type !== 'block-end') throw this.unexpected('"=" or "%}"')
    const filters: FilterCall[] = []
    while (this.skipOperator('|')) filters.push(this.parseFilter())
    const { body, end } = this.#enclosed('set')
    return { type: 'set-block', target, filters, body, start, end }
  }

  #do(): Statement {
    const { start } = this.opening
    const value = this.parseTuple()
    return { type: 'do', value, start, end: this.tagEnd().end }
  }

  #callBlock(): Statement {
    const { start } = this.opening
    const parameters = this.isOperator('(') ? this.#parameters() : []
    const call = this.parseExpression()
    if (call.type !== 'call') throw new SyntaxFailure('"{% call %}" expects a call, such as "my_macro(1)".', call)
    const { body, end } = this.#enclosed('call')
    return { type: 'call-block', call, parameters, body, start, end }
  }

  #with(): With {
    const { start } = this.opening
    const assignments: { target: Target; value: Expression }[] = []
    while (this.peek().type !== 'block-end') {
      if (assignments.length > 0 && !this.skipOperator(',')) throw this.unexpected('"," or "%}"')
      const target = this.#target()
      this.expectOperator('=')
      assignments.push({ target, value: this.parseExpression() })
    }
    return { type: 'with', assignments, ...this.#enclosed('with'), start }
  }

  #filterBlock(): Statement {
    const { start } = this.opening
    const filters = [this.parseFilter()]
    while (this.skipOperator('|')) filters.push(this.parseFilter())
    return { type: 'filter-block', filters, ...this.#enclosed('filter'), start }
  }

  #loopControl(type: 'break' | 'continue'): Statement {
    const { start } = this.opening
    if (this.#loops === 0)
      throw new SyntaxFailure(`"{% ${type} %}" stands outside of "{% for %}".`, { start, end: this.end })
    return { type, start, end: this.tagEnd().end }
  }

  #block(kind: Block['kind'], tag: string): Block {
    const { start } = this.opening
    const name = this.expectName(`the name of the ${kind}`).value
    const parameters = this.isOperator('(') ? this.#parameters() : []
    if (kind === 'macro' && parameters.length === 0 && this.tokens.str[this.end - 1] !== ')')
      throw this.unexpected('"("')
    const adapter = kind === 'materialization' ? this.#adapter() : undefined
    const place = { start, end: this.tagEnd().end }
    const body = this.#bodyOutsideLoops(tag, place)
    const bodyEnd = this.opening.start
    const { end } = this.closingTag()
    const base = { type: 'block', kind, name, parameters, body, bodyStart: place.end, bodyEnd, start, end } as const
    return adapter === undefined ? base : { ...base, adapter }
  }

  #adapter(): string {
    let adapter = 'default'
    while (this.skipOperator(',')) {
      const option = this.expectName('"default" or an option')
      if (!this.skipOperator('=')) continue
      const value = this.parseExpression()
      if (option.value !== 'adapter') continue
      if (value.type !== 'literal' || typeof value.value !== 'string') {
        throw new SyntaxFailure('The adapter of a materialization is written as a text, such as "duckdb".', value)
      }
      adapter = value.value
    }
    return adapter
  }

  /** The rest of a tag, its statements, and its closing tag. */
  #enclosed(tag: string): { readonly body: readonly Statement[]; readonly end: number } {
    const place = { start: this.opening.start, end: this.tagEnd().end }
    const body = tag === 'with' ? this.bodyOf(tag, place, ['endwith']) : this.#bodyOutsideLoops(tag, place)
    return { body, end: this.closingTag().end }
  }

  /** Statements in which `break` and `continue` mean nothing, because what they write is a value. */
  #bodyOutsideLoops(tag: string, place: Place): readonly Statement[] {
    const loops = this.#loops
    this.#loops = 0
    const body = this.bodyOf(tag, place, [`end${tag}`])
    this.#loops = loops
    return body
  }

  #parameters(): readonly Parameter[] {
    this.expectOperator('(')
    const parameters: Parameter[] = []
    while (!this.skipOperator(')')) {
      if (parameters.length > 0 && !this.skipOperator(',')) throw this.unexpected('"," or ")"')
      if (parameters.length > 0 && this.skipOperator(')')) break
      const { value: name } = this.expectName('the name of a parameter')
      parameters.push(this.skipOperator('=') ? { name, fallback: this.parseExpression() } : { name })
    }
    return parameters
  }

  #targets(): Target {
    const first = this.#target()
    if (!this.isOperator(',')) return first
    const items = [first]
    while (this.skipOperator(',')) {
      if (this.peek().type !== 'symbol' || this.peek().value === 'in') break
      items.push(this.#target())
    }
    return { type: 'targets', items, start: first.start, end: this.end }
  }

  #target(): Target {
    if (this.skipOperator('(')) {
      const inner = this.#targets()
      this.expectOperator(')')
      return inner
    }
    const token = this.expectName('a name to assign to')
    const name: Name = { type: 'name', name: token.value, start: token.start, end: token.end }
    if (!this.skipOperator('.')) return name
    const member = this.expectName('a name after "."').value
    return { type: 'namespace', object: name, name: member, start: name.start, end: this.end }
  }
}
