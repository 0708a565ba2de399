import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { formatDiagnostics } from '../../src/report/format-diagnostics.ts'

const files: Readonly<Record<string, string>> = {
  'models/gold/revenue.sql': 'select *\nfrom {{ ref("slver_orders") }}\n',
  'models/gold/a.sql': 'select * from {{ ref("b") }}',
  'models/gold/b.sql': '\n\nselect * from {{ ref("a") }}',
  '--select': 'orders slver',
}
const plain = { read: (file: string) => files[file], color: false, unicode: true }

const unknownRef: Diagnostic = {
  code: 'parse/unknown-ref',
  message: 'No model or seed is named "slver_orders".',
  location: { file: 'models/gold/revenue.sql', start: 22, end: 34 },
  hint: 'Did you mean "silver_orders"?',
}
const cycle: Diagnostic = {
  code: 'graph/cycle',
  message: '"a" reads "b" reads "a".',
  location: { file: 'models/gold/a.sql', start: 0, end: 0 },
  hint: 'Remove one of these references: a model can read only what is built before it.',
  related: [
    { message: '"a" reads "b".', location: { file: 'models/gold/a.sql', start: 14, end: 28 } },
    { message: '"b" reads "a".', location: { file: 'models/gold/b.sql', start: 16, end: 30 } },
  ],
}
const ambiguous: Diagnostic = {
  code: 'select/no-match-part',
  message: '"slver" is not the name of anything.',
  location: { file: '--select', start: 7, end: 12 },
}

test('a diagnostic is its code, its title, its place with carets, what happened, and what to do', () => {
  expect(formatDiagnostics([unknownRef], plain)).toBe(
    [
      'parse/unknown-ref  A model references a model that does not exist.',
      '  models/gold/revenue.sql:2:14',
      '  2 | from {{ ref("slver_orders") }}',
      '                   ^^^^^^^^^^^^',
      '  No model or seed is named "slver_orders".',
      '  Did you mean "silver_orders"?',
      '',
      '1 error in 1 file.',
      '',
    ].join('\n'),
  )
})

test('other places follow the message, the hint is last, and the end counts errors, warnings and files', () => {
  expect(formatDiagnostics([cycle, unknownRef, ambiguous], plain)).toBe(
    [
      'graph/cycle  Models depend on each other in a circle.',
      '  models/gold/a.sql:1:1',
      '  1 | select * from {{ ref("b") }}',
      '      ^',
      '  "a" reads "b" reads "a".',
      '    models/gold/a.sql:1:15  "a" reads "b".',
      '    models/gold/b.sql:3:15  "b" reads "a".',
      '  Remove one of these references: a model can read only what is built before it.',
      '',
      'parse/unknown-ref  A model references a model that does not exist.',
      '  models/gold/revenue.sql:2:14',
      '  2 | from {{ ref("slver_orders") }}',
      '                   ^^^^^^^^^^^^',
      '  No model or seed is named "slver_orders".',
      '  Did you mean "silver_orders"?',
      '',
      'select/no-match-part  A part of the selection matches nothing.',
      '  --select:1:8',
      '  1 | orders slver',
      '             ^^^^^',
      '  "slver" is not the name of anything.',
      '',
      '2 errors and 1 warning in 2 files.',
      '',
    ].join('\n'),
  )
})

test('a file that cannot be read has no frame and no numbers', () => {
  const gone: Diagnostic = { ...unknownRef, location: { file: 'models/gone.sql', start: 5, end: 9 } }
  expect(formatDiagnostics([gone], plain).split('\n').slice(0, 3)).toEqual([
    'parse/unknown-ref  A model references a model that does not exist.',
    '  models/gone.sql',
    '  No model or seed is named "slver_orders".',
  ])
})

test('without a place there is only what happened', () => {
  const { location: _, ...nowhere } = unknownRef
  expect(formatDiagnostics([nowhere], plain)).toBe(
    [
      'parse/unknown-ref  A model references a model that does not exist.',
      '  No model or seed is named "slver_orders".',
      '  Did you mean "silver_orders"?',
      '',
      '1 error.',
      '',
    ].join('\n'),
  )
})

test('in a narrow terminal text is wrapped and code is cut', () => {
  const lines = formatDiagnostics([{ ...unknownRef, message: `${'words and '.repeat(8)}an end.` }], {
    ...plain,
    width: 40,
  }).split('\n')
  expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(40)
  expect(lines).toContain('  words and words and words and words')
})

test('escape sequences in messages and file names do not reach the terminal', () => {
  const evil: Diagnostic = {
    code: 'run/sql-failed',
    message: 'Conversion Error: \u001b[2J\u001b]0;owned\u0007"\u202eabc" is bad\r\nSecond line\tend',
    location: { file: 'models/\u001b[31m.sql', start: 0, end: 0 },
  }
  expect(formatDiagnostics([evil], plain)).toBe(
    [
      'run/sql-failed  A query failed.',
      '  models/.sql',
      '  Conversion Error: "<U+202E>abc" is bad',
      '  Second line  end',
      '',
      '1 error.',
      '',
    ]
      .join('\n')
      .replace('1 error.', '1 error in 1 file.'),
  )
})

test('colors mark the code, the place and the carets, and are off where they are not wanted', () => {
  const colored = formatDiagnostics([unknownRef], { ...plain, color: true })
  expect(colored).toContain('\u001b[31m\u001b[1mparse/unknown-ref\u001b[22m\u001b[39m')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colors are what is taken out
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(formatDiagnostics([unknownRef], plain))
})

test('on a terminal the end names the command that says more, about the first error that has more to say', () => {
  const lastLine = (diagnostics: readonly Diagnostic[]) =>
    formatDiagnostics(diagnostics, { ...plain, more: true })
      .trimEnd()
      .split('\n')
      .at(-1)
  expect(lastLine([ambiguous, unknownRef])).toBe('More about it: tpchmodel explain parse/unknown-ref')
  expect(lastLine([ambiguous])).toBe('1 warning.')
  expect(lastLine([{ code: 'cli/usage', message: 'A column is missing.' }])).toBe('1 error.')
})
