import { stripControl } from '../util/strip-control.ts'
import { liveArea } from './live-area.ts'
import type { ReportOptions } from './run-reporter.ts'

/** Ten frames a second at most. */
const frame = 100

export interface LiveScreen {
  /** A line for stdout, written with the next frame. */
  print(line: string): void
  close(): void
}

/**
 * Lines that stay, on stdout, above lines that are drawn anew, on stderr. `below` gives the latter, at most as many as
 * it is told: three rows less than the window has.
 */
export function liveScreen(
  { stdout, stderr, terminal, every }: ReportOptions,
  below: (rows: number) => readonly string[],
): LiveScreen {
  const area = liveArea({ write: stderr, width: () => terminal.width() ?? 80, plain: stripControl })
  let pending = ''
  let isOpen = true

  const write = () => {
    const text = pending
    pending = ''
    if (text !== '') stdout(text)
  }
  const stop = every(frame, () => {
    const lines = below(Math.max(1, (terminal.rows() ?? 24) - 3))
    if (lines.length > 0) area.draw(lines, pending === '' ? undefined : write)
    else write()
  })
  return {
    print(line) {
      pending += `${line}\n`
      if (!isOpen) write()
    },
    close() {
      isOpen = false
      stop()
      area.close()
      write()
    },
  }
}
