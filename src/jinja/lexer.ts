import { meantSign } from '../util/look-alikes.ts'
import { type Token, Tokenizer } from './nunjucks.ts'
import { SyntaxFailure } from './syntax-error.ts'

const opening = /\{[{%#]/g
const rawOpening = /\{%[-+]?\s*raw\s*[-+]?%\}/y
const rawClosing = /\{%[-+]?\s*endraw\s*[-+]?%\}/g
const closing = /[-+]?[%}]\}/y
const space = /\s+/y
const name = /[\p{L}_][\p{L}\p{N}_]*/uy
const float = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][-+]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y
const integer = /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*/y
const operator = /\/\/|\*\*|[=!<>]=|[-+*/%~<>=.,:|()[\]{}]/y

/**
 * nunjucks' tokenizer with Jinja's own rules for what a token is. Tokens carry offsets instead of lines and columns.
 *
 * `{% raw %}` with its content is one token, as is a comment.
 */
export class Lexer extends Tokenizer {
  #openBraces = 0
  #afterDot = false

  /** Starts behind a byte order mark, and ends before the one line break that Jinja drops from the end of a file. */
  static of(source: string): Lexer {
    const lexer = new Lexer(source.replace(/\r?\n$|\r$/, ''))
    if (source.startsWith('\uFEFF')) lexer.index = 1
    return lexer
  }

  override nextToken(): Token | null {
    if (this.isFinished()) return null
    return this.in_code ? this.#codeToken() : this.#textToken()
  }

  #textToken(): Token {
    const start = this.index
    opening.lastIndex = start
    const found = opening.exec(this.str)?.index ?? this.len
    if (found > start) return this.#token('data', found)
    if (this.str[start + 1] === '#') return this.#comment()
    const isTag = this.str[start + 1] === '%'
    const raw = isTag ? this.#match(rawOpening) : undefined
    if (raw !== undefined) return this.#raw(raw)
    this.in_code = true
    const sign = this.str[start + 2]
    return this.#token(isTag ? 'block-start' : 'variable-start', start + (sign === '-' || sign === '+' ? 3 : 2))
  }

  #comment(): Token {
    const start = this.index
    const end = this.str.indexOf('#}', start + 2)
    if (end !== -1) return this.#token('comment', end + 2)
    const place = { start, end: start + 2 }
    throw new SyntaxFailure('The comment that starts with "{#" is never closed: expected "#}".', place)
  }

  #raw(end: number): Token {
    const place = { start: this.index, end }
    rawClosing.lastIndex = end
    if (rawClosing.test(this.str)) return this.#token('raw', rawClosing.lastIndex)
    throw new SyntaxFailure(`"${this.str.slice(place.start, end)}" is never closed: expected "{% endraw %}".`, place)
  }

  #codeToken(): Token | null {
    this.index = this.#match(space) ?? this.index
    if (this.isFinished()) return null
    const first = this.str[this.index] ?? ''
    if (first === '"' || first === "'") return this.#string(first)
    return this.#word() ?? this.#closing() ?? this.#operator()
  }

  #word(): Token | undefined {
    const symbol = this.#match(name)
    if (symbol !== undefined) return this.#token('symbol', symbol)
    const whole = this.#match(integer)
    if (whole === undefined) return undefined
    const decimal = this.#afterDot ? undefined : this.#match(float)
    return decimal === undefined ? this.#token('int', whole) : this.#token('float', decimal)
  }

  #closing(): Token | undefined {
    const end = this.#match(closing)
    if (end === undefined || (this.#openBraces > 0 && this.str[end - 2] === '}')) return undefined
    this.in_code = false
    this.#openBraces = 0
    return this.#token(this.str[end - 2] === '%' ? 'block-end' : 'variable-end', end)
  }

  #operator(): Token {
    const start = this.index
    const end = this.#match(operator)
    if (end === undefined) {
      const character = String.fromCodePoint(this.str.codePointAt(start) ?? 0)
      const place = { start, end: start + character.length }
      const meant = meantSign(character)
      const hint = meant && `Write ${meant} instead. Word processors and web pages replace it.`
      throw new SyntaxFailure(`The character "${character}" has no meaning in an expression.`, place, hint)
    }
    const token = this.#token('operator', end)
    if (token.value === '{') this.#openBraces += 1
    if (token.value === '}') this.#openBraces = Math.max(0, this.#openBraces - 1)
    return token
  }

  #string(quote: string): Token {
    const start = this.index
    let end = start + 1
    while (end < this.len && this.str[end] !== quote) end += this.str[end] === '\\' ? 2 : 1
    if (end >= this.len) {
      throw new SyntaxFailure(`The text that starts with ${quote} is never closed.`, { start, end: start + 1 })
    }
    return this.#token('string', end + 1)
  }

  /** Where a pattern ends that matches here. */
  #match(pattern: RegExp): number | undefined {
    pattern.lastIndex = this.index
    return pattern.test(this.str) ? pattern.lastIndex : undefined
  }

  #token(type: string, end: number): Token {
    const start = this.index
    this.index = end
    const value = type === 'data' ? '' : this.str.slice(start, end)
    this.#afterDot = value === '.'
    return { type, value, start, end }
  }
}
