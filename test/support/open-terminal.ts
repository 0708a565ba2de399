import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program in a real terminal: tmux, which runs without a window. */
export interface OpenedTerminal {
  /** Its lines, those that scrolled away included. */
  lines(): readonly string[]
  cursorIsVisible(): boolean
  /** Types a text. */
  type(text: string): void
  /** Presses a key, by tmux's name: `C-c`. */
  press(key: string): void
  resize(width: number): void
  /** Waits until the lines are so; throws with what is shown when that takes a minute. */
  until(isSo: (text: string) => boolean): Promise<string>
  close(): void
}

/** Runs a line of shell in a folder. What it prints stays when it has ended. */
export function openTerminal(
  line: string,
  { folder, width, environment }: { folder: string; width: number; environment: Readonly<Record<string, string>> },
): OpenedTerminal {
  const own = mkdtempSync(join(tmpdir(), 'tpchmodel-terminal-'))
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-S', join(own, 'socket'), '-u', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const variables = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`])
  const size = ['-x', String(width), '-y', '24']
  const command = `cd '${folder}'; ${line}; echo "[exit $?]"; exec tail -f /dev/null`
  tmux('-f', '/dev/null', 'new-session', '-d', ...size, ...variables, command)
  tmux('set-option', '-g', 'status', 'off')
  const lines = () =>
    tmux('capture-pane', '-p', '-S', '-')
      .split('\n')
      .map((each) => each.trimEnd())
  return {
    lines,
    cursorIsVisible: () => tmux('display-message', '-p', '#{cursor_flag}').trim() === '1',
    type: (text) => void tmux('send-keys', '-l', text),
    press: (key) => void tmux('send-keys', key),
    resize: (cells) => void tmux('resize-window', '-x', String(cells), '-y', '24'),
    async until(isSo) {
      for (let tries = 0; tries < 1200; tries += 1) {
        const text = lines().join('\n')
        if (isSo(text)) return text
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      throw new Error(`The terminal shows:\n${lines().join('\n')}`)
    },
    close() {
      spawnSync('tmux', ['-S', join(own, 'socket'), 'kill-server'])
      rmSync(own, { recursive: true, force: true })
    },
  }
}
