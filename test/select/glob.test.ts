import { expect, test } from 'vitest'
import { glob } from '../../src/select/glob.ts'
import { pathPattern } from '../../src/select/path-glob.ts'

test.each([
  ['*', '', true],
  ['*', 'a.b/c', true],
  ['a*', 'abc', true],
  ['a*c', 'abcb', false],
  ['*a*b*', 'xaxxbx', true],
  ['?', 'a', true],
  ['?', '', false],
  ['?', '😀', true],
  ['[abc]', 'b', true],
  ['[!abc]', 'b', false],
  ['[a-c]x', 'bx', true],
  ['[c-a]', 'b', false],
  ['[]a]', ']', true],
  ['[!]a]', 'b', true],
  ['[a-]', '-', true],
  ['[a-c-e]', 'd', false],
  ['[a', '[a', true],
  ['a.c', 'abc', false],
  ['A*', 'abc', false],
  ['(a|b)+', '(a|b)+', true],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(glob(pattern)(text)).toBe(expected)
})

test('a pattern of many stars on a long text is no bomb', () => {
  const started = performance.now()
  expect(glob(`${'*a'.repeat(40)}b`)('a'.repeat(20_000))).toBe(false)
  expect(performance.now() - started).toBeLessThan(20_000)
})

test.each([
  ['models', 'models/gold/a.sql', true],
  ['models/gold', 'models/gold/a.sql', true],
  ['models/go', 'models/gold/a.sql', false],
  ['models/*', 'models/gold/a.sql', true],
  ['models/*.sql', 'models/gold/a.sql', false],
  ['**/a.sql', 'models/gold/a.sql', true],
  ['models/**', 'models/a.sql', true],
  ['models/**/b/*.sql', 'models/b/x.sql', true],
  ['models/**/b/*.sql', 'models/a/a/b/x.sql', true],
  ['models/**/b/*.sql', 'models/a/a/c/x.sql', false],
  ['./models//gold/', 'models/gold/a.sql', true],
  ['models/gold/a.sql/x', 'models/gold/a.sql', false],
])('the path pattern %s is above or at %s: %s', (pattern, path, expected) => {
  expect(pathPattern(pattern).matchesBeneath(path)).toBe(expected)
})

test('a properties file is compared itself, not its folders', () => {
  expect(pathPattern('models/gold').matchesExactly('models/gold/a.yml')).toBe(false)
  expect(pathPattern('models/*/a.yml').matchesExactly('models/gold/a.yml')).toBe(true)
})
