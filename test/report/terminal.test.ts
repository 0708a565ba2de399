import { expect, test } from 'vitest'
import { terminalOf } from '../../src/report/terminal.ts'
import { displayWidth, truncate } from '../../src/util/display-width.ts'
import { oneLine, stripControl } from '../../src/util/strip-control.ts'

const tty = { isTTY: true, columns: 80, rows: 24 }
const color = (environment: Record<string, string>, stream: object = tty, noColor = false) =>
  terminalOf(stream, environment, { noColor, platform: 'linux' }).color
const unicode = (environment: Record<string, string>, platform = 'linux') =>
  terminalOf(tty, environment, { platform }).unicode

test('colors are for terminals, unless somebody says otherwise', () => {
  expect(color({})).toBe(true)
  expect(color({}, {})).toBe(false)
  expect(color({ TERM: 'dumb' })).toBe(false)
  expect(color({ NO_COLOR: '1' })).toBe(false)
  expect(color({ NO_COLOR: '' })).toBe(true)
  expect(color({ FORCE_COLOR: '1' }, {})).toBe(true)
  expect(color({ FORCE_COLOR: '0' })).toBe(false)
  expect(color({ FORCE_COLOR: '1', NO_COLOR: '1' }, {})).toBe(true)
  expect(color({ FORCE_COLOR: '1' }, tty, true)).toBe(false)
})

test('signs beyond ASCII need a locale that has them', () => {
  expect(unicode({ LANG: 'en_US.UTF-8' })).toBe(true)
  expect(unicode({ LANG: 'de_DE.utf8' })).toBe(true)
  expect(unicode({ LANG: 'C' })).toBe(false)
  expect(unicode({ LANG: 'en_US.UTF-8', LC_ALL: 'C' })).toBe(false)
  expect(unicode({})).toBe(false)
  expect(unicode({}, 'darwin')).toBe(true)
  expect(unicode({}, 'win32')).toBe(false)
  expect(unicode({ WT_SESSION: 'x' }, 'win32')).toBe(true)
})

test('the width is asked anew each time, and unknown without a terminal', () => {
  const stream = { isTTY: true, columns: 80, rows: 24 }
  const terminal = terminalOf(stream, {})
  stream.columns = 60
  expect([terminal.width(), terminal.rows()]).toEqual([60, 24])
  expect(terminalOf({ columns: 80 }, {}).width()).toBe(undefined)
})

test.each([
  ['plain', 'plain'],
  ['\u001b[31mred\u001b[0m', 'red'],
  ['\u001b]0;title\u0007x', 'x'],
  ['\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\', 'link'],
  ['\u001b]52;c;ZXZpbA==\u0007x', 'x'],
  ['\u001bPq#0\u001b\\x', 'x'],
  ['\u009b31mx', 'x'],
  ['\u001b(Bx', 'x'],
  ['\u001bcx', 'x'],
  ['a\u0008b\u0000c\u007fd', 'abcd'],
  ['abc\u202edef\u2066g', 'abc<U+202E>def<U+2066>g'],
  ['a\u200bb\ufeffc', 'a<U+200B>b<U+FEFF>c'],
  ['a\tb\nc', 'a\tb\nc'],
  ['a\rb', 'ab'],
  ['\ud800x', '\ufffdx'],
  ['👩‍👩‍👧 ok', '👩‍👩‍👧 ok'],
])('%j is printed as %j', (text, expected) => {
  expect(stripControl(text)).toBe(expected)
})

test('one line stays one line', () => {
  expect(oneLine('a\r\nb\nc\td\u2028e')).toBe('a b c d e')
})

test('stripping takes time in proportion to the text', () => {
  const started = performance.now()
  stripControl(`${'\u001b]'.repeat(100_000)}${'\u001b['.repeat(100_000)}${'0;'.repeat(100_000)}`)
  expect(performance.now() - started).toBeLessThan(20_000)
})

test.each([
  ['abc', 3],
  ['売上', 4],
  ['e\u0301', 1],
  ['😀', 2],
  ['👩‍👩‍👧', 2],
  ['✓', 1],
  ['한글', 4],
  ['ﾊﾝ', 2],
])('%s takes %s cells', (text, width) => {
  expect(displayWidth(text)).toBe(width)
})

test('truncating keeps whole characters within the width', () => {
  expect(truncate('売上高', 5, '…')).toBe('売上…')
  expect(truncate('売上高', 4, '…')).toBe('売…')
  expect(truncate('abc', 3, '…')).toBe('abc')
  expect(truncate('abcd', 3, '…')).toBe('ab…')
})
