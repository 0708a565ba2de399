import { expect, test } from 'vitest'
import { duckdbDialect } from '../../src/dialects/duckdb.ts'
import { type ParquetOptions, parquetOptions } from '../../src/plan/parquet-options.ts'
import { castColumns, unportableColumns } from '../../src/run/portable-columns.ts'
import { nodeNamed, parsedFiles } from '../support/workspace.ts'

const columns = [
  { name: 'shop', type: 'VARCHAR' },
  { name: 'To"tal', type: 'HUGEINT' },
  { name: 'many', type: 'UHUGEINT' },
]
const nested = { name: 'list', type: 'HUGEINT[]' }
const refusing = parquetOptions({})
const casting = (hugeint: ParquetOptions['hugeint']) => ({ ...refusing, hugeint })

async function model(sql: string) {
  const node = nodeNamed(await parsedFiles({ 'models/gold/m.sql': sql }), 'm')
  if (node.type !== 'model') throw new Error('It is no model.')
  return node
}

test('every 128-bit integer is refused, and with a cast only those inside of other types', async () => {
  const node = await model('select 1')
  const refused = (options: ParquetOptions) =>
    unportableColumns(node, [...columns, nested], options).map(({ message }) => /"(\S+)" of "m"/.exec(message)?.[1])
  expect(refused(refusing)).toEqual(['To"tal', 'many', 'list'])
  expect(refused(casting('bigint'))).toEqual(['list'])
})

test('a cast replaces the columns and keeps their order and names', () => {
  const { text, offset } = castColumns('select 1', columns, casting('decimal'), duckdbDialect)
  expect(text).toBe(
    'select * replace (cast("To""tal" as DECIMAL(38,0)) as "To""tal", cast("many" as DECIMAL(38,0)) as "many")\nfrom (\nselect 1\n)',
  )
  expect(text.slice(offset)).toBe('select 1\n)')
  expect(castColumns('select 1', columns, refusing, duckdbDialect)).toEqual({ text: 'select 1', offset: 0 })
})

test.for([
  ['select sum(n) as total from (select 1 as n) -- TOTAL', 'TOTAL'],
  ['select total, sum(x) as "total" from t', '"total"'],
  ['select subtotal from t', ''],
] as const)('a column is pointed out where "%s" names it last', async ([sql, expected]) => {
  const [refused] = unportableColumns(await model(sql), [{ name: 'total', type: 'HUGEINT' }], refusing)
  expect(sql.slice(refused?.location?.start, refused?.location?.end)).toBe(expected)
})
