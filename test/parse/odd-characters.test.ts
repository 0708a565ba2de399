import { expect, test } from 'vitest'
import { oddCharacters } from '../../src/parse/odd-characters.ts'

/** Where something is odd, and the first words of why. */
function seen(text: string): readonly string[] {
  return oddCharacters('a.sql', text).map(
    ({ message, location }) =>
      `${location?.start} ${/U\+[0-9A-F]+.*?(?:is no .|looks|cannot|changes)/u.exec(message)?.[0]}`,
  )
}

test.each([
  ['quotes of a word processor', 'select “a”, ‘b’', ['7 U+201C (“) is no "', "12 U+2018 (‘) is no '"]],
  ['dashes', 'select a – b — c − d', ['9 U+2013 (–) is no -']],
  ['wide signs', 'select （1，2）', ['7 U+FF08 (（) is no (', '9 U+FF0C (，) is no ,', '11 U+FF09 (）) is no )']],
  [
    'a blank that does not break, in SQL and in a text',
    "select\u00a01, 'a\u00a0b'",
    ['6 U+00A0 (no-break space) looks'],
  ],
  ['in an expression of a template', "{{ ref('a\u200b') }}", ['9 U+200B (zero-width space) cannot']],
  ['a joiner in a Latin name', 'select a\u200db', ['8 U+200D (zero-width joiner) cannot']],
  ['a turned comment', '-- a \u202e b\nselect 1', ['5 U+202E (right-to-left override) changes']],
  ['behind a comment that holds a quote', "-- it's\nselect “a”", ['15 U+201C (“) is no "']],
  ['behind a comment of a template that holds a quote', "{# it's #} select “a”", ['18 U+201C (“) is no "']],
])('%s', (_title, text, expected) => {
  expect(seen(text)).toEqual(expected)
})

test.each([
  ['plain SQL', 'select \'a\', "b" from t -- c'],
  ['letters of every script', 'select größe, 価格, цена from таблица'],
  ['quotes and dashes in a text', "select 'it’s – “fine”'"],
  ['in a quoted name', 'select 1 as "l’année"'],
  ['in comments', '-- it’s – “fine”\u00a0\n/* ’ */ {# “ #} select 1'],
  ['in a dollar-quoted text', 'select $$it’s$$, $q$“$q$ as a'],
  ['joiners of a script and of an emoji, in a text', "select 'می\u200cخواهم 👩\u200d🔧'"],
])('nothing is said of %s', (_title, text) => {
  expect(seen(text)).toEqual([])
})

test('what occurs often is said once, with how many there are', () => {
  const [only, ...more] = oddCharacters('a.sql', 'select “a” as b, “c” as d')
  expect(more).toEqual([])
  expect(only?.message).toBe('The character U+201C (“) is no " but part of a name in SQL; 3 more are in this file.')
})
