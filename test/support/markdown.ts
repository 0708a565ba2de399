/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string
  readonly text: string
  /** Of its first line in the file, for messages. */
  readonly line: number
}

/** A command of a `console` block, and the lines printed below it. */
export interface Dialogue {
  readonly command: string
  readonly printed: readonly string[]
  readonly line: number
}

export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(({ 1: language = '', 2: text = '', index }) => ({
    language,
    text,
    line: markdown.slice(0, index).split('\n').length + 1,
  }))
}

/** Commands begin with `$`; blocks of other languages have none. */
export function dialoguesOf({ language, text, line }: Block): readonly Dialogue[] {
  if (language !== 'console') return []
  const lines = text.replace(/\n$/, '').split('\n')
  const starts = lines.flatMap((content, index) => (content.startsWith('$ ') ? [index] : []))
  return starts.map((start, index) => ({
    command: lines[start]?.slice(2) ?? '',
    printed: lines.slice(start + 1, starts[index + 1]),
    line: line + start,
  }))
}

/** The file that a block holds, path and all: its first line is a comment with the path. */
export function fileOf({ text }: Block): { readonly path: string; readonly content: string } | undefined {
  const [, path] = /^(?:--|#) (\S+\.\w+|\.env)\n/.exec(text) ?? []
  return path === undefined ? undefined : { path, content: text }
}
