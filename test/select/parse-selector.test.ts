import { expect, test } from 'vitest'
import { parseSelector } from '../../src/select/parse-selector.ts'

function parsed(text: string) {
  const result = parseSelector(text)
  if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  return result.selector.parts.map((group) => (group.type === 'criterion' ? [group] : group.parts))
}

function problems(text: string): readonly string[] {
  const result = parseSelector(text)
  return result.ok
    ? []
    : result.diagnostics.map(({ message, hint, location }) =>
        `${location?.start}-${location?.end} ${message} ${hint ?? ''}`.trim(),
      )
}

test('a criterion has a method, a value, and how far its relatives go', () => {
  expect(parsed('2+config.meta.owner:crm+')).toEqual([
    [
      {
        type: 'criterion',
        method: 'config',
        keys: ['meta', 'owner'],
        value: 'crm',
        parents: 2,
        children: Number.POSITIVE_INFINITY,
        childrensParents: false,
        text: '2+config.meta.owner:crm+',
        location: { file: '--select', start: 0, end: 24 },
      },
    ],
  ])
})

test('blanks unite, commas intersect, and every criterion knows its place', () => {
  expect(
    parsed('a  b,c').map((criteria) =>
      criteria.map((each) => [each.type === 'criterion' && each.value, each.location.start, each.location.end]),
    ),
  ).toEqual([
    [['a', 0, 1]],
    [
      ['b', 3, 4],
      ['c', 5, 6],
    ],
  ])
})

test.each([
  ['orders', 'word', 'orders'],
  ['gold.orders', 'word', 'gold.orders'],
  ['models/gold', 'path', 'models/gold'],
  ['orders.sql', 'file', 'orders.sql'],
  ['regions.CSV', 'file', 'regions.CSV'],
  ['tag:a:b', 'tag', 'a:b'],
  ['path:models/gold/x.sql', 'path', 'models/gold/x.sql'],
  ['a-b:c', 'word', 'a-b:c'],
  ['x++', 'word', 'x+'],
  ['@x', 'word', 'x'],
])('%s is a %s of value %s', (text, method, value) => {
  expect(parsed(text)).toMatchObject([[{ method, value }]])
})

test('an empty text has no criteria', () => {
  expect(parsed('  ')).toEqual([])
})

test.each([
  [
    'tagg:x',
    '0-6 "tagg:" is not a method of selection. The methods are fqn, layer, tag, path, file, source, exposure, unit_test, package, config, resource_type, test_type, test_name, group, access, version, state, result, source_status or selector. Did you mean "tag:"?',
  ],
  [
    'a metric:revenue',
    '2-16 "metric:" is not a method of selection. The methods are fqn, layer, tag, path, file, source, exposure, unit_test, package, config, resource_type, test_type, test_name, group, access, version, state, result, source_status or selector.',
  ],
  [
    '+',
    '0-1 "+" names nothing. Write a name with the operators around it, such as "+orders", "orders+2" or "tag:finance+".',
  ],
  [
    'tag:',
    '0-4 "tag:" names nothing. Write a name with the operators around it, such as "+orders", "orders+2" or "tag:finance+".',
  ],
  [
    '@orders+',
    '0-8 "@orders+" has "@" in front and "+" behind. "@orders" already has everything that reads "orders", and whatever else that reads.',
  ],
  [
    'a,,b',
    '2-2 A part of "a,,b" is empty: a comma stands between two conditions that must both hold. Write no blanks around the comma, as in "tag:finance,layer:gold". A blank alone unites: "a b".',
  ],
  [
    'a, b',
    '2-2 A part of "a," is empty: a comma stands between two conditions that must both hold. Write no blanks around the comma, as in "tag:finance,layer:gold". A blank alone unites: "a b".',
  ],
  [
    'config:x',
    '0-8 "config:x" does not say which configuration key is meant. Write the key behind a dot, such as "config.materialized:x".',
  ],
  [
    'resource_type:modle',
    '0-19 "modle" is not one of the values of "resource_type:", which are model, seed, source, test, snapshot, analysis, exposure, metric, unit_test, semantic_model, saved_query or function. Did you mean "resource_type:model"?',
  ],
  [
    'test_type:generics',
    '0-18 "generics" is not one of the values of "test_type:", which are generic, singular, data, unit or schema. Did you mean "test_type:generic"?',
  ],
  [
    'source:a.b.c.d',
    '0-14 "a.b.c.d" is not one of the values of "source:", which are source, source.table or package.source.table.',
  ],
])('%s is refused', (text, expected) => {
  expect(problems(text)).toEqual([expected])
})

test('all mistakes of a selection are reported, not the first alone', () => {
  expect(problems('tagg:x a,, +')).toHaveLength(4)
})

test('a long selection takes time in proportion to its length', () => {
  const started = performance.now()
  expect(problems(`${'@'.repeat(50_000)}${'1+'.repeat(50_000)}${'a.'.repeat(50_000)}:${'+1'.repeat(50_000)}x`)).toEqual(
    [],
  )
  expect(performance.now() - started).toBeLessThan(20_000)
})
