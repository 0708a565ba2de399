/** What breaks readers of lines and fields. */
export const nastyPieces = [
  ...[
    '\\',
    '\\n',
    '\\N',
    '\\.',
    '\n',
    '\r',
    '\r\n',
    '\t',
    '\b',
    '\f',
    '\v',
    '\u0001',
    '\u001b[31m',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
  ],
  ...[
    '"',
    '""',
    "'",
    ',',
    ';',
    '|',
    '#',
    '//',
    '{',
    '[1,2]',
    'NULL',
    'null',
    ' ',
    '  ',
    'a',
    'Z',
    '0',
    '-1.5',
    'é',
    'e\u0301',
    '北京',
    '🦆',
  ],
  // A whole line of another row.
  '\n17\tone\ttwo\n',
]

/** Pairs of texts made of what breaks readers of lines and fields; the same ones each time. */
export function nastyTexts(count: number): readonly (readonly [one: string | null, two: string | null])[] {
  let state = 42
  const next = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * limit)
  }
  const text = () => {
    const length = next(8)
    return length === 7 ? null : Array.from({ length }, () => nastyPieces[next(nastyPieces.length)]).join('')
  }
  return Array.from({ length: count }, () => [text(), text()] as const)
}
