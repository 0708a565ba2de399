/** A line of bash up to the cursor. */
export interface BashLine {
  /** Behind the program's name, as the program would get them; the last is the one at the cursor, and may be empty. */
  readonly words: readonly string[]
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'"
}

/** Blanks; text in quotes, which the line may end in; an escaped character; anything else. */
const part =
  /(?<blank>\s+)|"(?<double>(?:\\.|[^"\\])*\\?)(?<end>"?)|'(?<single>[^']*)(?<close>'?)|\\(?<escaped>.)|(?<plain>[^\s"'\\]+|\\)/gs

/** Takes a line apart as bash does: blanks, quotes, backslashes, and assignments in front. */
export function bashLine(line: string): BashLine {
  const words = ['']
  let quote: BashLine['quote'] = ''
  for (const { groups = {} } of line.matchAll(part)) {
    if (groups['blank'] !== undefined) words.push('')
    else words.push(`${words.pop() ?? ''}${textOf(groups)}`)
    quote = groups['end'] === '' ? '"' : groups['close'] === '' ? "'" : ''
  }
  const program = words.findIndex((each) => !/^\w+=/.test(each))
  return { words: words.slice(program + 1), quote }
}

type Groups = Readonly<Record<string, string | undefined>>

function textOf({ double, single, escaped, plain = '' }: Groups): string {
  return double?.replaceAll(/\\(.)/gs, '$1') ?? single ?? escaped ?? plain
}

/**
 * Words as bash puts them in: it takes the word at the cursor apart at the characters of `COMP_WORDBREAKS`, and replaces
 * what stands behind the last of them, from an `@` on with the sign itself; not so in quotes. What would be read as syntax is escaped.
 */
export function bashReplies(found: readonly string[], { words, quote }: BashLine, breaks: string): readonly string[] {
  if (quote !== '') return found
  const current = words.at(-1) ?? ''
  const behind = [...':='].map((sign) => [sign, current.lastIndexOf(sign) + 1] as const)
  const starts = [...behind, ['@', current.lastIndexOf('@')] as const]
  const length = Math.max(0, ...starts.map(([sign, start]) => (breaks.includes(sign) ? start : 0)))
  return found.map((word) => word.slice(length).replaceAll(/[^\p{L}\p{N}_.:/@+,=*-]/gu, '\\$&'))
}
