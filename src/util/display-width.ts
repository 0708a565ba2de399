let segmenter: Intl.Segmenter | undefined
/** East Asian wide and fullwidth characters, and the pictures that terminals draw over two cells. */
const wide =
  /[\u1100-\u115f\u231a-\u231b\u2329-\u232a\u23e9-\u23ec\u23f0\u23f3\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u
const empty = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u
const ascii = /^[\u0020-\u007e]*$/

/** How many cells of a terminal a text takes. Expects no control characters (`stripControl`). */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  return graphemes(text).reduce((sum, grapheme) => sum + widthOfGrapheme(grapheme), 0)
}

/** The characters as a reader counts them: a letter with its accents is one. */
export function graphemes(text: string): readonly string[] {
  if (ascii.test(text)) return [...text]
  // Made at the first use: it reads the tables of Unicode.
  segmenter ??= new Intl.Segmenter('en')
  return [...segmenter.segment(text)].map(({ segment }) => segment)
}

export function widthOfGrapheme(grapheme: string): number {
  if (empty.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

/** At most `width` cells: what is longer ends in `ellipsis`, which must fit. */
export function truncate(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  let kept = ''
  let left = width - displayWidth(ellipsis)
  for (const grapheme of graphemes(text)) {
    left -= widthOfGrapheme(grapheme)
    if (left < 0) break
    kept += grapheme
  }
  return kept + ellipsis
}

/** Blanks behind the text up to `width` cells. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** Blanks in front of the text up to `width` cells. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}
