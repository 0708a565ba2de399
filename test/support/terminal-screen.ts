import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a real terminal is at hand: tmux, which runs without a window. */
export const hasTerminal = spawnSync('tmux', ['-V']).status === 0

export interface Sent {
  readonly text: string
  /** The terminal is so wide when the text arrives. */
  readonly width: number
}

/**
 * What a terminal shows after it was sent the texts one after the other, made narrower or wider in between: its lines
 * without blanks behind, those that scrolled away included, and whether there is a cursor.
 */
export function screenOf(
  sent: readonly [Sent, ...Sent[]],
  height: number,
): { readonly lines: readonly string[]; readonly cursorIsVisible: boolean } {
  const folder = mkdtempSync(join(tmpdir(), 'tpchmodel-terminal-'))
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', join(folder, 'socket'), '-u', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const waitFor = (name: string) =>
    execFileSync('sh', ['-c', 'until [ -e "$0" ]; do sleep 0.02; done; sleep 0.1', join(folder, name)], {
      timeout: 20_000,
    })
  const script = sent.map(
    (_, index) => `until [ -e go${index} ]; do sleep 0.02; done; cat sent${index}; touch done${index}`,
  )
  try {
    const command = `cd '${folder}'; ${script.join('; ')}; exec tail -f /dev/null`
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(sent[0].width), '-y', String(height), command)
    tmux('set-option', '-g', 'status', 'off')
    for (const [index, { text, width }] of sent.entries()) {
      tmux('resize-window', '-x', String(width), '-y', String(height))
      writeFileSync(join(folder, `sent${index}`), text)
      writeFileSync(join(folder, `go${index}`), '')
      waitFor(`done${index}`)
    }
    const lines = tmux('capture-pane', '-p', '-S', '-')
      .split('\n')
      .map((line) => line.trimEnd())
    const cursorIsVisible = tmux('display-message', '-p', '#{cursor_flag}').trim() === '1'
    return { lines: lines.slice(0, lines.findLastIndex((line) => line !== '') + 1), cursorIsVisible }
  } finally {
    spawnSync('tmux', ['-S', join(folder, 'socket'), 'kill-server'])
    rmSync(folder, { recursive: true, force: true })
  }
}
