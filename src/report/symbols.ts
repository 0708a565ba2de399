/** What stands in front of a line: a sign, or a word where the terminal has no signs. Never color alone. */
export interface Symbols {
  readonly ok: string
  readonly failed: string
  readonly warned: string
  readonly reused: string
  readonly skipped: string
  readonly running: string
  readonly waiting: string
  readonly separator: string
  readonly ellipsis: string
  readonly arrow: string
}

const signs: Symbols = {
  ok: '✓',
  failed: '✗',
  warned: '!',
  reused: '↷',
  skipped: '⊘',
  running: '▸',
  waiting: '⋯',
  separator: ' · ',
  ellipsis: '…',
  arrow: '→',
}

const words: Symbols = {
  ok: 'OK   ',
  failed: 'FAIL ',
  warned: 'WARN ',
  reused: 'REUSE',
  skipped: 'SKIP ',
  running: 'RUN  ',
  waiting: '...  ',
  separator: ' - ',
  ellipsis: '...',
  arrow: '->',
}

export function symbolsFor(unicode: boolean): Symbols {
  return unicode ? signs : words
}
