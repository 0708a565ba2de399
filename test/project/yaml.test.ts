import { describe, expect, test } from 'vitest'
import { readJson } from '../../src/project/read-value.ts'
import { readYaml } from '../../src/project/yaml.ts'
import { entryOf } from '../../src/project/yaml-node.ts'
import { shown } from './support.ts'

function plain(text: string): unknown {
  const { root, diagnostics } = readYaml(text, 'a.yml')
  expect(diagnostics).toEqual([])
  return root === undefined ? undefined : readJson(root)
}

function mistakes(text: string, options?: Parameters<typeof readYaml>[2]): readonly string[] {
  return shown(readYaml(text, 'a.yml', options).diagnostics, text)
}

describe('values', () => {
  test('words without quotes mean what they mean to the loader of dbt', () => {
    expect(plain('[yes, No, ON, off, true, y, n, ~, null, Null, nil]')).toEqual([
      true,
      false,
      true,
      false,
      true,
      'y',
      'n',
      null,
      null,
      null,
      'nil',
    ])
    expect(plain('[1, -1, +1, 1_000, 010, 0x1F, 0b101, 08, 0o17]')).toEqual([1, -1, 1, 1000, 8, 31, 5, '08', '0o17'])
    expect(plain('[1.0, .5, 1., 1.5e+3, 1e3, 1.5e3, 1_0.5]')).toEqual([1, 0.5, 1, 1500, '1e3', '1.5e3', 10.5])
  })

  test('dates, times, infinities and integers too long for a number stay the text that was written', () => {
    expect(plain('[2024-01-31, 2024-01-31 12:00:00, 12:30, .inf, 9007199254740993]')).toEqual([
      '2024-01-31',
      '2024-01-31 12:00:00',
      '12:30',
      '.inf',
      '9007199254740993',
    ])
  })

  test('quotes and !!str make text of everything', () => {
    expect(plain(`["yes", '1', !!str 0123, "a\\tb\\u00e9", 'it''s']`)).toEqual(['yes', '1', '0123', 'a\tbé', "it's"])
  })

  test('what was written is kept beside what it means', () => {
    const { root } = readYaml('password: 0123', 'a.yml')
    expect(entryOf(root, 'password')?.value).toEqual({ type: 'scalar', value: 83, text: '0123', start: 10, end: 14 })
  })

  test('block texts keep or fold their lines', () => {
    expect(plain('a: |\n  x\n   y\nb: >-\n  one\n  two\n\n  three\n')).toEqual({ a: 'x\n y\n', b: 'one two\nthree' })
  })

  test('aliases and merge keys put in what they refer to, and own keys are stronger', () => {
    expect(plain('a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{y: 4}, *a]}\nd: *a\n')).toEqual({
      a: { x: 1, y: 2 },
      b: { x: 1, y: 3 },
      c: { y: 4, x: 1 },
      d: { x: 1, y: 2 },
    })
  })

  test('an empty file, and one of comments, has no value', () => {
    expect([plain(''), plain('# nothing\n'), plain('---\n')]).toEqual([undefined, undefined, undefined])
  })

  test('lines may end with a carriage return, and places stay exact', () => {
    const text = 'a: 1\r\nb:\r\n  c: two\r\n'
    const c = entryOf(entryOf(readYaml(text, 'a.yml').root, 'b')?.value, 'c')
    expect(text.slice(c?.keyStart, c?.keyEnd)).toBe('c')
    expect(text.slice(c?.value.start, c?.value.end)).toBe('two')
  })

  test('a key is the text that was written, also where a value would be true, a number or nothing', () => {
    expect(plain('{on: 1, 2: 2, null: 3, "": 4}')).toEqual({ on: 1, 2: 2, null: 3, '': 4 })
  })
})

describe('mistakes', () => {
  test.each([
    ['a quote that is not closed', 'a: "x\nb: 1\n'],
    ['a bracket that is not closed', 'a: [1, 2\nb: 1\n'],
    ['a tab', 'a:\n\tb: 1\n'],
    ['a colon in a text', 'description: one: two\n'],
    ['a key without a colon', 'a: 1\nb\nc: 2\n'],
    ['uneven indentation', 'a:\n    b: 1\n   c: 2\n'],
    ['an escape that does not exist', 'a: "C:\\path"\n'],
    ['a text that begins with @', 'a: @b\n'],
    ['a text that begins with a backtick', 'a: `b`\n'],
    ['a second document', 'a: 1\n---\nb: 2\n'],
    ['a template without quotes', 'a: {{ b }}\n'],
    ['a key twice', 'a: 1\nb: 2\na: 3\n'],
    ['a tag', 'a: !!js/function "x"\nb: !custom 1\n'],
    ['__proto__', 'a:\n  __proto__:\n    x: 1\n'],
    ['a key that is a list', '? [a]\n: 1\n'],
    ['an alias of nothing', 'a: *b\n'],
    ['an alias inside itself', 'a: &a [*a]\n'],
    ['merging a text', 'a:\n  <<: b\n'],
  ])('%s', (_, text) => {
    expect(mistakes(text).join('\n')).toMatchSnapshot()
  })

  test('several mistakes are reported together', () => {
    expect(mistakes('a: !x 1\nb: 1\nb: 2\n__proto__: 3\n')).toHaveLength(3)
  })

  test('a key that stands twice is a warning where dbt takes the last one', () => {
    const text = 'a: 1\na: 2\n'
    const { root, diagnostics } = readYaml(text, 'a.yml', { repeatedKeys: 'warn' })
    expect(root === undefined ? undefined : readJson(root)).toEqual({ a: 2 })
    expect(shown(diagnostics, text)).toEqual([
      '2:1 "a" warning project/ignored-key: The key "a" stands here a second time; the last one counts.',
    ])
  })

  test('aliases that double nine times nine are refused, quickly', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`)
    const text = `a0: &a0 [x]\n${lines.join('\n')}\n`
    expect(mistakes(text)).toEqual([
      expect.stringContaining('With its aliases followed, the file has more than 100000 values.'),
    ])
  })

  test('nesting without end is refused', () => {
    expect(mistakes(`a: ${'['.repeat(200)}${']'.repeat(200)}\n`)).toHaveLength(1)
    expect(mistakes(`a: ${'['.repeat(100_000)}\n`).length).toBeGreaterThan(0)
  })
})
