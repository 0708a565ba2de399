import { createRequire } from 'node:module'

/** What nunjucks' tokenizer hands out, with the stretch of the file it stands for. */
export interface Token {
  readonly type: string
  readonly value: string
  /** UTF-16 offset of the first character. */
  readonly start: number
  /** UTF-16 offset behind the last character. */
  readonly end: number
}

/** The part of nunjucks' tokenizer that subclasses build on. */
export interface TokenizerBase {
  readonly str: string
  readonly len: number
  index: number
  /** Whether `index` stands inside of `{{ }}` or `{% %}`. */
  in_code: boolean
  /** Null at the end of the file. */
  nextToken(): Token | null
  isFinished(): boolean
  /** Moves behind `text` and returns it if it stands at `index`, else returns null. */
  _extractString(text: string): string | null
}

/** The part of nunjucks' parser that subclasses build on: the cursor over tokens and the frame of blocks. */
export interface ParserBase<Statement> {
  readonly tokens: TokenizerBase
  breakOnBlocks: readonly string[] | null
  /** The token that was read ahead. */
  peeked: Token | null
  skipSymbol(name: string): boolean
  /** Parses statements until one of these tags, and leaves that tag's name as the next token. */
  parseUntilBlocks(...names: readonly string[]): readonly Statement[]
  /** Called by `parseUntilBlocks`. */
  parse(): readonly Statement[]
}

interface TokenizerClass {
  new (source: string): TokenizerBase
}

interface ParserClass {
  new <Statement>(tokens: TokenizerBase): ParserBase<Statement>
}

const load = createRequire(import.meta.url)

// nunjucks ships no types for these modules; the interfaces above are the part of them in use. Its index file is not
// loaded because it brings loaders and the file system with it. The tokenizer's class is reachable only by an instance.
const lexer = load('nunjucks/src/lexer.js') as { lex(source: string): { constructor: unknown } }
const parser = load('nunjucks/src/parser.js') as { Parser: ParserClass }

// The constructor of an instance is its class.
export const Tokenizer = lexer.lex('').constructor as TokenizerClass
export const Parser: ParserClass = parser.Parser
