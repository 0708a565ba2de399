import { expect, test } from 'vitest'
import { bashLine, bashReplies } from '../../src/cli/bash-line.ts'

test.each([
  ['tpchmodel ', [''], ''],
  ['tpchmodel bui', ['bui'], ''],
  ['DBT_TARGET=dev tpchmodel  build -s ', ['build', '-s', ''], ''],
  ['tpchmodel build -s "gold tag:fi', ['build', '-s', 'gold tag:fi'], '"'],
  ["tpchmodel build -s '", ['build', '-s', ''], "'"],
  ['tpchmodel build -s "gold" o', ['build', '-s', 'gold', 'o'], ''],
  ['tpchmodel build -s a\\ b', ['build', '-s', 'a b'], ''],
  ['tpchmodel sql "a \\" b', ['sql', 'a " b'], '"'],
])('%j is %j', (line, words, quote) => {
  expect(bashLine(line)).toEqual({ words, quote })
})

const breaks = ' \t\n"\'@><=;|&(:'

test.each([
  ['tag:', 'tag:finance', 'finance'],
  ['+tag:fi', '+tag:finance', 'finance'],
  ['@or', '@orders', '@orders'],
  ['gold,@or', 'gold,@orders', '@orders'],
  ['--target=de', '--target=dev', 'dev'],
  ['--select=tag:fi', '--select=tag:finance', 'finance'],
  ['gold,+or', 'gold,+orders', 'gold,+orders'],
  ['my', 'my model', 'my\\ model'],
])('behind %j bash puts in of %j only %j', (current, found, reply) => {
  expect(bashReplies([found], { words: ['build', current], quote: '' }, breaks)).toEqual([reply])
})

test('in quotes, and where bash does not break at colons, the whole word is put in', () => {
  expect(bashReplies(['tag:finance'], { words: ['tag:'], quote: '"' }, breaks)).toEqual(['tag:finance'])
  expect(bashReplies(['tag:finance'], { words: ['tag:'], quote: '' }, ' \t\n')).toEqual(['tag:finance'])
})
