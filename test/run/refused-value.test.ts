import { expect, test } from 'vitest'
import type { Column } from '../../src/manifest/column.ts'
import { QueryError } from '../../src/ports/engine.ts'
import { refusalText } from '../../src/ports/value-refusal.ts'
import { refusedValue } from '../../src/run/refused-value.ts'

const failure = (message: string) => new QueryError(message, { kind: 'Conversion', position: undefined })

function table(name: string, columns: readonly string[], declared: readonly Column[] = []) {
  return {
    source: { name, sourceName: 'shop', location: { file: 'sources.yml', start: 0, end: 4 }, columns: declared },
    table: {
      origin: { schema: 'public', identifier: name },
      columns: columns.map((column) => ({ name: column, type: 'DECIMAL(5,2)', sourceType: 'numeric(5,2)' })),
    },
  }
}

const field = (column: string, value: string, row: string) =>
  `CSV Error on Line: 12\nOriginal Line: d---\t${row}\nError when converting column "${column}". Could not convert string "${value}" to 'DECIMAL'\n\nColumn ${column} is being converted as type DECIMAL`

test('the table that has the column is told, with the value and its row, and nothing else of the row', () => {
  const tables = [table('orders', ['id']), table('payments', ['id2', 'total'])]
  const refused = refusedValue(failure(field('total', 'NaN', 'a name\tNaN')), tables)
  expect(refused).toMatchObject({
    code: 'extract/value-refused',
    message:
      'A value of the column "total" of "shop.payments" cannot be read: row 12 has "NaN", and it is DECIMAL(5,2).',
  })
})

test('a row that imitates the message is not believed', () => {
  const row = 'Error when converting column "id". Could not convert string "1" to \'X\''
  const refused = refusedValue(failure(field('total', 'NaN', row)), [table('payments', ['id', 'total'])])
  expect(refused?.message).toContain('column "total" of "shop.payments" cannot be read: row 12 has "NaN"')
})

test('a personal value is not shown', () => {
  const personal: Column = { name: 'Total', description: '', tags: ['pii'], meta: {} }
  const refused = refusedValue(failure(field('total', '12345.6', 'x')), [table('payments', ['total'], [personal])])
  expect(refused?.message).toContain('row 12 has "•••"')
})

test('a value that may be personal in one of two tables is not shown', () => {
  const personal: Column = { name: 'note', description: '', tags: ['pii'], meta: {} }
  const tables = [table('orders', ['note']), table('customers', ['note'], [personal])]
  expect(refusedValue(failure(field('note', '12345.6', 'x')), tables)?.message).toContain('row 12 has "•••"')
})

test('what an extractor refuses by itself has its reason', () => {
  const said = refusalText({ column: 'total', reason: 'it is no number.' })
  expect(refusedValue(failure(said), [table('payments', ['total'])])?.message).toBe(
    'A value of the column "total" of "shop.payments" cannot be read: it is no number.',
  )
})

test.each([
  failure('Could not convert string "x" to INT32'),
  failure(field('nobodys', 'NaN', 'x')),
  new Error(field('total', 'NaN', 'x')),
])('other failures are left as they are: %s', (error) => {
  expect(refusedValue(error, [table('payments', ['total'])])).toBeUndefined()
})
