import { displayWidth } from '../util/display-width.ts'

/** Lines at the bottom of a terminal that are drawn again and again. */
export interface LiveArea {
  /** Replaces what is drawn; `print` writes above it. Lines must fit the width. */
  draw(lines: readonly string[], print?: () => void): void
  /** Takes it away and gives the cursor back. */
  close(): void
}

export interface LiveAreaOptions {
  readonly write: (text: string) => void
  readonly width: () => number
  /** Takes colors out, to measure. */
  readonly plain: (line: string) => string
}

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clearBelow = '\u001b[J'

export function liveArea({ write, width, plain }: LiveAreaOptions): LiveArea {
  let drawn: readonly string[] = []
  let isHidden = false

  /** A narrower window has wrapped the lines since they were drawn. */
  function erase(): string {
    const rows = drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(plain(line)) / width())), 0)
    return rows === 0 ? '' : `\r\u001b[${rows}A${clearBelow}`
  }
  return {
    draw(lines, print) {
      if (print === undefined && lines.join('\n') === drawn.join('\n')) return
      const before = (isHidden ? '' : hideCursor) + erase()
      isHidden = true
      const after = lines.map((line) => `${line}\n`).join('')
      if (print === undefined) {
        write(before + after)
      } else {
        write(before)
        print()
        if (after !== '') write(after)
      }
      drawn = lines
    },
    close() {
      const text = erase() + (isHidden ? showCursor : '')
      if (text !== '') write(text)
      drawn = []
      isHidden = false
    },
  }
}
