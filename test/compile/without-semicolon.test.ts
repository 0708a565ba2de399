import { expect, test } from 'vitest'
import { withoutSemicolon } from '../../src/compile/without-semicolon.ts'

test.for([
  ['select 1;', 'select 1'],
  ['select 1 ;\n-- done; really\n/* ; */ ', 'select 1 '],
  ['select 1;\n\n-- done\n;;\n', 'select 1'],
  ["select ';' -- no end; at all\n", "select ';' -- no end; at all\n"],
  ["select ';'", "select ';'"],
  ['select 1', 'select 1'],
] as const)('%j can stand in parentheses as %j', ([sql, expected]) => {
  expect(withoutSemicolon(sql)).toBe(expected)
})
