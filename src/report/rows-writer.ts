import type { TypedColumn } from '../manifest/column.ts'
import type { Json } from '../util/json.ts'
import { type CsvOptions, csvLine, objectWriter } from './format-rows.ts'

/** Text for rows that come in batches. What all calls give, one behind the other, is the whole. */
export interface RowsWriter {
  rows(batch: readonly (readonly Json[])[]): string
  end(): string
}

/** A writer of CSV, of a JSON array, or of JSON lines: one object a line. */
export function rowsWriter(
  format: 'csv' | 'json' | 'jsonl',
  columns: readonly TypedColumn[],
  options: CsvOptions = {},
): RowsWriter {
  const objectOf = objectWriter(columns)
  switch (format) {
    case 'csv':
      return withHead(
        csvLine(
          columns.map(({ name }) => name),
          options,
        ),
        (row) => csvLine(row, options),
      )
    case 'jsonl':
      return withHead('', (row) => `${objectOf(row)}\n`)
    case 'json':
      return arrayWriter(objectOf)
  }
}

function withHead(head: string, line: (row: readonly Json[]) => string): RowsWriter {
  let before = head
  const taken = () => {
    const text = before
    before = ''
    return text
  }
  return { rows: (batch) => taken() + batch.map(line).join(''), end: taken }
}

function arrayWriter(objectOf: (row: readonly Json[]) => string): RowsWriter {
  let count = 0
  return {
    rows: (batch) =>
      batch
        .map((row) => {
          count += 1
          return `${count === 1 ? '[\n' : ',\n'}  ${objectOf(row)}`
        })
        .join(''),
    end: () => (count === 0 ? '[]\n' : '\n]\n'),
  }
}
