import type { Data, Place, Statement } from './ast.ts'
import { ExpressionParser } from './expression-parser.ts'
import type { Token } from './nunjucks.ts'
import { SyntaxFailure } from './syntax-error.ts'

interface OpenTag extends Place {
  readonly name: string
  readonly closing: string
}

const unsupported = new Set(['include', 'import', 'from', 'extends', 'block'])

/** The frame of a template on nunjucks' frame of blocks: text, output, tags, and which tags are open. */
export abstract class BlockParser extends ExpressionParser {
  readonly #open: OpenTag[] = []
  #trimNext = false

  /** Parses the tag named `name`, of which only the name was read; `undefined` if there is no such tag. */
  protected abstract parseTag(name: string): Statement | undefined
  protected abstract readonly tagNames: readonly string[]

  override parse(): readonly Statement[] {
    const statements: Statement[] = []
    for (let token = this.next(); token.type !== 'eof'; token = this.next()) {
      if (token.type === 'block-start') {
        const statement = this.#tag(token)
        if (statement === undefined) return statements
        statements.push(statement)
      } else {
        statements.push(...this.#content(token))
      }
    }
    const open = this.#open.at(-1)
    if (open !== undefined) throw neverClosed(open)
    return statements
  }

  /** Statements until one of the tags `closing`, whose name is the next token. `place` is the tag that opened them. */
  protected bodyOf(name: string, place: Place, closing: readonly string[]): readonly Statement[] {
    this.#open.push({ name, start: place.start, end: place.end, closing: closing.at(-1) ?? '' })
    const statements = this.parseUntilBlocks(...closing)
    this.#open.pop()
    return statements
  }

  /** The end of a tag. Returns where it stands. */
  protected tagEnd(): Token {
    this.skipOperator(':')
    const token = this.next()
    if (token.type !== 'block-end') throw this.unexpected('"%}"', token)
    this.#trimNext = token.value.startsWith('-')
    return token
  }

  /** `{% endx %}`, whose name is the next token. */
  protected closingTag(): Token {
    this.next()
    return this.tagEnd()
  }

  #content(token: Token): readonly Statement[] {
    switch (token.type) {
      case 'variable-start':
        return [this.#output(token)]
      case 'comment':
        this.#trimNext = token.value.endsWith('-#}')
        return []
      case 'raw':
        return this.#raw(token)
      default:
        return this.#data(token.start, token.end)
    }
  }

  #output(token: Token): Statement {
    this.opening = token
    const value = this.parseTuple()
    const end = this.next()
    if (end.type !== 'variable-end') throw this.unexpected('"}}"', end)
    this.#trimNext = end.value.startsWith('-')
    return { type: 'output', value, start: token.start, end: end.end }
  }

  #data(start: number, end: number): readonly Data[] {
    const following = this.peek()
    const from = this.#trimNext ? this.#firstVisible(start, end) : start
    const to = following.value[2] === '-' ? this.#lastVisible(from, end) : end
    this.#trimNext = false
    return from < to ? [{ type: 'data', start: from, end: to }] : []
  }

  #raw(token: Token): readonly Data[] {
    const openLength = token.value.indexOf('%}') + 2
    const closeStart = token.value.lastIndexOf('{%')
    const start = token.start + openLength
    const end = token.start + closeStart
    const from = token.value[openLength - 3] === '-' ? this.#firstVisible(start, end) : start
    const to = token.value[closeStart + 2] === '-' ? this.#lastVisible(from, end) : end
    this.#trimNext = token.value.endsWith('-%}')
    return from < to ? [{ type: 'data', start: from, end: to }] : []
  }

  #firstVisible(start: number, end: number): number {
    return end - this.tokens.str.slice(start, end).trimStart().length
  }

  #lastVisible(start: number, end: number): number {
    return start + this.tokens.str.slice(start, end).trimEnd().length
  }

  /** A tag, or `undefined` for one that closes what is open. */
  #tag(token: Token): Statement | undefined {
    this.opening = token
    const name = this.peek()
    if (name.type !== 'symbol') throw this.unexpected('the name of a tag', name)
    if (this.breakOnBlocks?.includes(name.value)) return undefined
    this.next()
    const statement = this.parseTag(name.value)
    if (statement === undefined) throw this.#unknownTag(name)
    return statement
  }

  #unknownTag(token: Token): SyntaxFailure {
    const { value: name, start, end } = token
    if (unsupported.has(name)) {
      const hint = 'A template reads no other file; macros of every file of the project are known by their name.'
      return new SyntaxFailure(`"{% ${name} %}" is not supported.`, { start, end }, hint)
    }
    const opened = name.replace(/^end/, '')
    const closes = this.#open.findLastIndex(({ closing }) => closing === name)
    const inner = this.#open.at(-1)
    if (inner !== undefined && closes !== -1) return neverClosed(inner, name)
    if (name !== opened && this.tagNames.includes(opened)) {
      return new SyntaxFailure(
        `Nothing is open that "{% ${name} %}" could close.`,
        { start, end },
        inner && hintFor(inner),
      )
    }
    if (name === 'else' || name === 'elif') {
      return new SyntaxFailure(
        `"{% ${name} %}" stands outside of "{% if %}" and "{% for %}".`,
        { start, end },
        inner && hintFor(inner),
      )
    }
    return this.unknownName('tag', name, { start, end }, [
      ...this.tagNames,
      ...this.#open.map(({ closing }) => closing),
      'else',
      'elif',
    ])
  }
}

function hintFor({ name, closing }: OpenTag): string {
  return `"{% ${name} %}" is open here and is closed by "{% ${closing} %}".`
}

function neverClosed({ name, closing, start, end }: OpenTag, found?: string): SyntaxFailure {
  const instead = found === undefined ? '' : ` before "{% ${found} %}"`
  return new SyntaxFailure(`"{% ${name} %}" is never closed: expected "{% ${closing} %}"${instead}.`, { start, end })
}
