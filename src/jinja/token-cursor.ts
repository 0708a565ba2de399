import { nearest } from '../util/nearest.ts'
import type { Place, Statement } from './ast.ts'
import { Parser, type Token } from './nunjucks.ts'
import { SyntaxFailure } from './syntax-error.ts'

const nextOpening = /\{[{%#]/

/** nunjucks' cursor over tokens, with errors that name the place and what was expected there. */
export class TokenCursor extends Parser<Statement> {
  /** The `{{` or `{%` that is being read. */
  protected opening: Token = { type: 'block-start', value: '{%', start: 0, end: 0 }
  /** Where the last token ends that was taken. */
  protected end = 0

  /** The next token, which is one of type `eof` behind the last. */
  protected peek(): Token {
    this.peeked ??= this.tokens.nextToken() ?? this.#endOfFile()
    return this.peeked
  }

  protected next(): Token {
    const token = this.peek()
    this.peeked = null
    this.end = token.end
    return token
  }

  /** Whether the next token is this one, which is then taken. */
  protected skipOperator(value: string): boolean {
    return this.isOperator(value) && this.next() !== undefined
  }

  override skipSymbol(name: string): boolean {
    const token = this.peek()
    return token.type === 'symbol' && token.value === name && this.next() !== undefined
  }

  protected isOperator(value: string): boolean {
    const token = this.peek()
    return token.type === 'operator' && token.value === value
  }

  protected expectOperator(value: string): void {
    if (!this.skipOperator(value)) throw this.unexpected(`"${value}"`)
  }

  protected expectSymbol(name: string, where: string): void {
    if (!this.skipSymbol(name)) throw this.unexpected(`"${name}" ${where}`)
  }

  protected expectName(what: string): Token {
    const token = this.next()
    if (token.type !== 'symbol') throw this.unexpected(what, token)
    return token
  }

  /** What to throw when `token` is not what must stand here; when the tag is never closed, that is said instead. */
  protected unexpected(expected: string, token: Token = this.peek()): SyntaxFailure {
    const unclosed = this.#unclosed()
    if (unclosed !== undefined) return unclosed
    const found = token.type === 'eof' ? 'the end of the file' : `"${token.value}"`
    return new SyntaxFailure(`Expected ${expected}, but found ${found}.`, token)
  }

  /** A name that is not one of `known`. */
  protected unknownName(what: string, name: string, place: Place, known: Iterable<string>): SyntaxFailure {
    const suggestion = nearest(name, known)
    const hint = suggestion === undefined ? undefined : `Did you mean "${suggestion}"?`
    return new SyntaxFailure(`There is no ${what} named "${name}".`, place, hint)
  }

  #unclosed(): SyntaxFailure | undefined {
    const { type, value, start, end } = this.opening
    const [close, other] = type === 'variable-start' ? ['}}', '%}'] : ['%}', '}}']
    const tag = this.tokens.str.slice(end).split(nextOpening, 1)[0] ?? ''
    if (tag.includes(close)) return undefined
    const found = tag.includes(other) ? `, but found "${other}"` : ''
    return new SyntaxFailure(`"${value}" is never closed: expected "${close}"${found}.`, { start, end })
  }

  #endOfFile(): Token {
    const { length } = this.tokens.str
    return { type: 'eof', value: '', start: length, end: length }
  }
}
