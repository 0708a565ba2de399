import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished } from 'vitest'
import { openTerminal } from '../support/open-terminal.ts'
import { type Rig, test } from '../support/rig.ts'
import { hasTerminal } from '../support/terminal-screen.ts'

/** A query that takes longer than any test, and can be interrupted. */
const endless = 'select count(*) as n from range(100000000) a, range(100000000) b where hash(a.range, b.range) = 1'

function building(rig: Rig, width: number) {
  rig.write({ 'models/gold/done.sql': 'select 1 as n', 'models/gold/endless.sql': endless })
  const program = join(dirname(rig.folder), 'bin/tpchmodel')
  const environment = { LANG: 'C.UTF-8', TERM: 'screen-256color', CI: '', HOME: join(dirname(rig.folder), 'home') }
  const terminal = openTerminal(`${program} build`, { folder: rig.folder, width, environment })
  onTestFinished(() => terminal.close())
  return terminal
}

describe.skipIf(!hasTerminal)('in a real terminal', () => {
  test('the first Ctrl-C interrupts the query, says what became of it, and gives the cursor back', async ({ rig }) => {
    const terminal = building(rig, 80)
    const running = await terminal.until((text) => /▸ gold\.endless/.test(text) && text.includes('✓ gold.done'))
    expect(running).toMatch(/⋯ 0 waiting · 1 done · 0 reused · 0 failed · \d+s/)
    expect(terminal.cursorIsVisible()).toBe(false)
    terminal.press('C-c')
    const ended = await terminal.until((text) => text.includes('[exit '))
    expect(ended).toContain('Interrupted: nothing more was started.')
    expect(ended).toMatch(/⊘ gold\.endless +skipped: the run was interrupted/)
    expect(ended).toMatch(/Done\. PASS=1 .* SKIP=1 .*\n\[exit 130\]/)
    expect(ended).not.toMatch(/▸|waiting/)
    expect(terminal.cursorIsVisible()).toBe(true)
  })

  test('a second Ctrl-C ends the program at once, and gives the cursor back', async ({ rig }) => {
    const terminal = building(rig, 60)
    await terminal.until((text) => text.includes('▸ gold.endless'))
    terminal.press('C-c')
    terminal.press('C-c')
    expect(await terminal.until((text) => text.includes('[exit '))).toContain('[exit 130]')
    expect(terminal.cursorIsVisible()).toBe(true)
  })

  test('a window that becomes narrower and wider keeps one set of live lines', async ({ rig }) => {
    const terminal = building(rig, 200)
    await terminal.until((text) => text.includes('▸ gold.endless'))
    const seconds = (text: string) => /failed · (\d+)s$/m.exec(text)?.[1]
    for (const width of [56, 120]) {
      terminal.resize(width)
      const before = seconds(terminal.lines().join('\n'))
      const drawn = await terminal.until((text) => seconds(text) !== undefined && seconds(text) !== before)
      expect(drawn.match(/▸/g)).toHaveLength(1)
      expect(drawn.match(/waiting/g)).toHaveLength(1)
    }
    terminal.press('C-c')
    await terminal.until((text) => text.includes('[exit 130]'))
  })
})
