import { displayWidth, truncate } from '../util/display-width.ts'

export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'

const codes: Readonly<Record<Color, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
}

export type Paint = (text: string, ...colors: readonly Color[]) => string

/** Colors a text, or leaves it as it is where colors are off. An empty text stays empty. */
export function painter(color: boolean): Paint {
  return (text, ...colors) => {
    if (!color || text === '') return text
    const on = colors.map((name) => `\u001b[${codes[name][0]}m`).join('')
    const off = colors
      .map((name) => `\u001b[${codes[name][1]}m`)
      .reverse()
      .join('')
    return on + text + off
  }
}

/** A stretch of a line and its colors: widths are measured before anything is painted. */
export type Span = readonly [text: string, ...colors: readonly Color[]]

export function widthOfSpans(spans: readonly Span[]): number {
  return spans.reduce((sum, [text]) => sum + displayWidth(text), 0)
}

export function paintSpans(spans: readonly Span[], paint: Paint): string {
  return spans.map(([text, ...colors]) => paint(text, ...colors)).join('')
}

/** At most `width` cells: spans behind are left out, and the one at the edge ends in `ellipsis`. */
export function truncateSpans(spans: readonly Span[], width: number, ellipsis: string): readonly Span[] {
  if (widthOfSpans(spans) <= width) return spans
  let left = width
  return spans.flatMap(([text, ...colors], index): Span[] => {
    const isLast = index === spans.length - 1
    const room = left
    left -= displayWidth(text)
    if (room <= 0) return []
    // One cell is kept for the sign that something is missing, unless everything fits.
    return left > 0 || (isLast && left === 0)
      ? [[text, ...colors]]
      : [[truncate(`${text} `, room, ellipsis), ...colors]]
  })
}
