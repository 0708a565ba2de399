import { expect, test } from 'vitest'
import { toCsv, toJson } from '../../src/report/format-rows.ts'
import { rowsWriter } from '../../src/report/rows-writer.ts'
import type { Json } from '../../src/util/json.ts'

const columns = [
  { name: 'id', type: 'INTEGER' },
  { name: 'id', type: 'VARCHAR' },
]
const rows: readonly (readonly Json[])[] = [
  [1, 'a "b"'],
  [2, null],
  [3, '12345678901234567.25'],
]

function written(format: 'csv' | 'json' | 'jsonl', batches: readonly (typeof rows)[]): string {
  const writer = rowsWriter(format, columns)
  return batches.map((batch) => writer.rows(batch)).join('') + writer.end()
}

test('batches give the text that all rows give at once', () => {
  const batches = [rows.slice(0, 1), [], rows.slice(1)]
  expect(written('csv', batches)).toBe(toCsv(columns, rows))
  expect(written('json', batches)).toBe(toJson(columns, rows))
  expect(written('csv', [])).toBe('id,id\n')
  expect(written('json', [])).toBe('[]\n')
})

test('JSON lines are one object a line, with distinct names', () => {
  expect(written('jsonl', [rows])).toBe(
    '{"id":1,"id_1":"a \\"b\\""}\n{"id":2,"id_1":null}\n{"id":3,"id_1":"12345678901234567.25"}\n',
  )
  expect(written('jsonl', [])).toBe('')
})
