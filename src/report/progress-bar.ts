import type { Span } from './style.ts'

/** Cells of a bar. */
const barWidth = 17

/** How much is done, from 0 to 1. Where there are no colors the rest is another sign. */
export function progressBar(
  share: number,
  { unicode, color }: { readonly unicode: boolean; readonly color: boolean },
): readonly Span[] {
  const filled = Math.min(barWidth, Math.floor(share * barWidth))
  const isWhole = filled === barWidth
  const [line, edge, rest] = unicode ? ['━', '╸', color ? '━' : '─'] : ['=', '>', '-']
  const left = isWhole ? 0 : barWidth - filled - 1
  return [
    [line.repeat(filled) + (isWhole ? '' : edge), 'cyan'],
    [rest.repeat(left), 'dim'],
  ]
}
