import { displayWidth, graphemes, widthOfGrapheme } from '../util/display-width.ts'
import { stripControl } from '../util/strip-control.ts'
import type { Location } from './location.ts'
import { lineAt } from './position.ts'

export interface CodeFrame {
  /** `2 | ` */
  readonly gutter: string
  readonly code: string
  /** Blanks and `^`, to stand under gutter and code. */
  readonly carets: string
}

/** A tab is drawn as so many blanks. */
const tab = '  '

/**
 * The line that a location begins in, with carets under what it covers; one that goes on below is marked to the end of
 * its first line. A line that is too long for `width` cells is cut around the carets.
 */
export function codeFrame(
  text: string,
  location: Location,
  { width = Number.POSITIVE_INFINITY, unicode = true }: { readonly width?: number; readonly unicode?: boolean } = {},
): CodeFrame {
  const { line, start, end } = lineAt(text, location.start)
  const from = Math.min(Math.max(location.start, start), end)
  const to = Math.min(Math.max(location.end, from), end)
  const gutter = `${line} | `
  const shown = {
    before: printable(text.slice(start, from)),
    marked: printable(text.slice(from, to)),
    after: printable(text.slice(to, end)),
  }
  const { code, column, length } = cut(shown, width - gutter.length, unicode ? '…' : '...')
  return { gutter, code, carets: `${' '.repeat(gutter.length + column)}${'^'.repeat(length)}` }
}

function printable(text: string): string {
  return stripControl(text).replaceAll('\t', tab)
}

/** What fits into the width: the beginning of what is marked is always visible, with up to a third of the width before it. */
function cut(
  { before, marked, after }: { readonly before: string; readonly marked: string; readonly after: string },
  width: number,
  ellipsis: string,
) {
  const column = displayWidth(before)
  const length = Math.max(1, displayWidth(marked))
  const code = before + marked + after
  if (displayWidth(code) <= width) return { code, column, length }

  const room = Math.max(8, width)
  const from = column + length + ellipsis.length <= room ? 0 : Math.max(0, column - Math.floor(room / 3))
  const head = from === 0 ? '' : ellipsis
  const rest = slice(code, from, from + room - head.length)
  const tail = displayWidth(code) > from + room - head.length ? ellipsis : ''
  const shown = head + slice(rest, 0, room - head.length - tail.length)
  const at = column - from + head.length
  return { code: shown + tail, column: at, length: Math.max(1, Math.min(length, displayWidth(shown) - at)) }
}

/** The characters between two cells; half a wide character at either end is a blank. */
function slice(text: string, from: number, to: number): string {
  let cell = 0
  let kept = ''
  for (const grapheme of graphemes(text)) {
    const next = cell + widthOfGrapheme(grapheme)
    if (cell >= from && next <= to) kept += grapheme
    else if (next > from && cell < to) kept += ' '
    cell = next
  }
  return kept
}
