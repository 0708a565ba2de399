import { expect, test } from 'vitest'
import { lineStretch, seedProblem } from '../../src/run/seed-problem.ts'

function told(text: string, delimiter = ','): string | undefined {
  const problem = seedProblem(text, delimiter)
  return problem && `${problem.message}: ${JSON.stringify(text.slice(problem.start, problem.end))}`
}

test.for([
  ['a,b\n1,2\n3\n', 'this line has 1 value, and the header has 2: "3"'],
  ['a,b\n1,2,3', 'this line has 3 values, and the header has 2: "1,2,3"'],
  ['a,b\r\n1,"x\r\n2,3\r\n', 'a quote is opened here and never closed: "1,\\"x\\r"'],
  ['a,b\n\n1,"x,\n""y"\n', undefined],
  ['', undefined],
] as const)('what is wrong with %j is %s', ([text, expected]) => {
  expect(told(text)).toBe(expected)
})

test('values stand between the delimiters that the configuration names', () => {
  expect(told('a;b\n1,5;2\n', ';')).toBeUndefined()
  expect(told('a||b\n1||2||3\n', '||')).toBe('this line has 3 values, and the header has 2: "1||2||3"')
})

test('a line is found by its number', () => {
  const text = 'one\ntwo\n'
  expect([1, 2, 9].map((line) => lineStretch(text, line)).map(({ start, end }) => text.slice(start, end))).toEqual([
    'one',
    'two',
    '',
  ])
})
