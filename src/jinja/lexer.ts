import { type Token, Tokenizer } from './nunjucks.ts'
import { SyntaxFailure } from './syntax-error.ts'

const opening = /\{[{%#]/g
const rawOpening = /\{%[-+]?\s*raw\s*[-+]?%\}/y
const rawClosing = /\{%[-+]?\s*endraw\s*[-+]?%\}/g
const tagOpening = /\{[{%][-+]?/y
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
    const raw = this.#match(rawOpening)
    if (raw !== undefined) return this.#raw(raw)
    this.in_code = true
    const text = this.#match(tagOpening) ?? ''
    return this.#token(text[1] === '%' ? 'block-start' : 'variable-start', start + text.length)
  }

  #comment(): Token {
    const start = this.index
    const end = this.str.indexOf('#}', start + 2)
    if (end === -1) {
      throw new SyntaxFailure('The comment that starts with "{#" is never closed: expected "#}".', {
        start,
        end: start + 2,
      })
    }
    return this.#token('comment', end + 2)
  }

  #raw(open: string): Token {
    const start = this.index
    rawClosing.lastIndex = start + open.length
    if (rawClosing.exec(this.str) === null) {
      throw new SyntaxFailure(`"${open}" is never closed: expected "{% endraw %}".`, {
        start,
        end: start + open.length,
      })
    }
    return this.#token('raw', rawClosing.lastIndex)
  }

  #codeToken(): Token {
    const start = this.index
    const first = this.str[start] ?? ''
    if (first === '"' || first === "'") return this.#string(first)
    const blank = this.#match(space)
    if (blank !== undefined) return this.#token('whitespace', start + blank.length)
    const end = this.#match(closing)
    if (end !== undefined && !(end === '}}' && this.#openBraces > 0)) {
      this.in_code = false
      this.#openBraces = 0
      return this.#token(end.endsWith('%}') ? 'block-end' : 'variable-end', start + end.length)
    }
    return this.#word() ?? this.#operator()
  }

  #word(): Token | undefined {
    const start = this.index
    const symbol = this.#match(name)
    if (symbol !== undefined) return this.#token('symbol', start + symbol.length)
    const decimal = this.#afterDot ? undefined : this.#match(float)
    if (decimal !== undefined) return this.#token('float', start + decimal.length)
    const whole = this.#match(integer)
    return whole === undefined ? undefined : this.#token('int', start + whole.length)
  }

  #operator(): Token {
    const start = this.index
    const text = this.#match(operator)
    if (text === undefined) {
      throw new SyntaxFailure(`The character "${this.str[start]}" has no meaning in an expression.`, {
        start,
        end: start + 1,
      })
    }
    if (text === '{') this.#openBraces += 1
    if (text === '}') this.#openBraces = Math.max(0, this.#openBraces - 1)
    return this.#token('operator', start + text.length)
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

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.index
    return pattern.exec(this.str)?.[0]
  }

  #token(type: string, end: number): Token {
    const start = this.index
    this.index = end
    const value = type === 'data' ? '' : this.str.slice(start, end)
    this.#afterDot = value === '.'
    return { type, value, start, end }
  }
}
