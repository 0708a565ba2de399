/** A word, quoted name, text or sign of a query; blanks and comments are none. */
export interface SqlToken {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Of a name or key word: in lower case and without quotes. Empty for everything else. */
  readonly word: string
  /** The same for what has no quotes, and so may be a key word. */
  readonly key: string
  /** Parentheses around it; one that opens or closes has the depth of what is around it. */
  readonly depth: number
}

const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[\p{L}_][\p{L}\p{N}_$]*|\p{N}[\p{L}\p{N}.]*|\S/gu

export function sqlTokens(sql: string): readonly SqlToken[] {
  let depth = 0
  return [...sql.matchAll(token)].flatMap(({ 0: text, index }): SqlToken[] => {
    if (text.startsWith('--') || text.startsWith('/*')) return []
    if (text === ')') depth -= 1
    const word = wordOf(text)
    const found = { text, start: index, end: index + text.length, word, key: text.startsWith('"') ? '' : word, depth }
    if (text === '(') depth += 1
    return [found]
  })
}

function wordOf(text: string): string {
  if (text.startsWith('"')) return text.slice(1, -1).replaceAll('""', '"').toLowerCase()
  return /^[\p{L}_]/u.test(text) ? text.toLowerCase() : ''
}
