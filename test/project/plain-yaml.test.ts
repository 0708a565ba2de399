import { expect, test } from 'vitest'
import { parseYaml } from '../../src/project/parsed-yaml.ts'
import { readPlainYaml } from '../../src/project/plain-yaml.ts'

const properties = `# What the gold layer holds.
version: 2

models:
  - name: orders
    description: One row per order, with its customer's name (if any).
    config:
      tags: [gold, "daily"]
      materialized: parquet
      meta: {owner: finance, levels: [1, 2.5, yes], note: 'it''s'}   # a comment
    columns:
    - name: id
      description: |
        The key.

          Indented.
      data_tests:
        - unique
        - not_null:
        - accepted_values:
            arguments:
              values: ['a', 'b']
              quote: false
    # another comment
    -
      name: total
      data_type: decimal(15,2)
      description: >-
        Money, in
        euros.
    - name: note
      description:

  - name: lines
    tests:
      - dbt_utils.expression_is_true:
          expression: "a + b = c"
`

const pieces = [
  'a',
  'b_1',
  'version',
  '1',
  '-2.5',
  'yes',
  'null',
  '~',
  '2024-01-31',
  '"x y"',
  "'it''s'",
  '""',
  "''",
  '[a, b]',
  '[]',
  '{}',
  '{a: 1, b: [c]}',
  '[a,b , {c: d}]',
  'http://x/y',
  'a: b',
  'a #b',
  'a#b',
  '# c',
  ' ',
  '  ',
  '    ',
  '\n',
  '\n',
  '\n  ',
  '\n    ',
  '\n      ',
  '- ',
  '\n- ',
  '\n  - ',
  ': ',
  ':',
  ': ',
  ': ',
  '|',
  '>',
  '|-',
  '>-',
  '|\n  x\n  y\n',
  '>\n    x\n    y',
  ',',
  '[',
  ']',
  '{',
  '}',
  '&a ',
  '*a',
  '!t ',
  '"',
  "'",
  '\\',
  '%',
  '@',
  '?',
  '? ',
  '...',
  '\n---\n',
  '\t',
  '\r\n',
  'é',
  '<<',
  '+x',
  'on',
  '0x1f',
  '1e3',
  '=',
]

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** How many of the texts the plain reader took; each of them exactly as the whole parser does. */
function agreed(texts: Iterable<string>): number {
  let taken = 0
  for (const text of texts) {
    const plain = readPlainYaml(text)
    if (plain === undefined) continue
    taken += 1
    expect({ text, root: plain, diagnostics: [] }).toEqual({ text, ...parseYaml(text, 'a.yml', 'refuse') })
  }
  return taken
}

test('a properties file as people write them is read in the plain way, as the whole parser reads it', () => {
  expect(agreed([properties, properties.trimEnd(), `${properties}\n\n# end`])).toBe(3)
})

test('texts put together at random are read alike, or left to the whole parser', () => {
  const random = randomNumbers(1)
  const texts = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 1 + random(9) }, () => pieces[random(pieces.length)] ?? '').join(''),
  )
  expect(agreed(texts)).toBeGreaterThan(300)
})

test('a properties file with something put in, taken out or doubled is read alike, or left to the whole parser', () => {
  const random = randomNumbers(2)
  const lines = properties.split('\n')
  const texts = Array.from({ length: 3_000 }, () => {
    const at = random(lines.length)
    const part = lines.slice(Math.max(0, at - random(12)), at + 1 + random(12)).join('\n')
    const cut = random(part.length + 1)
    const piece = pieces[random(pieces.length)] ?? ''
    const removed = random(3) === 0 ? random(6) : 0
    return dedent(part.slice(0, cut) + piece + part.slice(cut + removed))
  })
  expect(agreed(texts)).toBeGreaterThan(300)
})

function dedent(text: string): string {
  const margin = /^ */.exec(text)?.[0] ?? ''
  return text.replaceAll(new RegExp(`^${margin}`, 'gm'), '')
}
