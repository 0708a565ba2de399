import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { SourceTable } from '../../ports/extractor.ts'
import type { Transport } from './transport.ts'

/** The longest row that DuckDB is asked to take, in bytes. It is also the size of one of its buffers, so memory is bounded by it. */
export const longestRow = 32_000_000

/**
 * The statement that sends the columns. COPY's text format has one row on each line whatever the values hold, so that
 * DuckDB can read it with many threads and one line break more or less is one row more or less.
 */
export function copySql({ schema, identifier }: Relation, columns: readonly Transport[]): string {
  const sent = [...columns.map((column) => column.sent), ...(needsFiller(columns) ? ['1'] : [])]
  const table = duckdbDialect.relation({ schema, identifier })
  return `copy (select ${sent.join(', ')} from ${table}) to stdout (format text, encoding 'UTF8')`
}

/** The table expression with which DuckDB reads what `copySql` sent to a file or pipe. It has at least one column. */
export function readSql(path: string, columns: readonly Transport[]): string {
  const filler = needsFiller(columns) ? [fillerFor(columns)] : []
  const shape = [...columns, ...filler].map(({ name, receivedAs }) => `${sqlLiteral(name)}: ${sqlLiteral(receivedAs)}`)
  const shown = (columns.length === 0 ? filler : columns).map(
    ({ name, converted }) => `${converted} as ${duckdbDialect.quote(name)}`,
  )
  return `(select ${shown.join(', ')} from read_csv(${sqlLiteral(path)}, columns = {${shape.join(', ')}}, ${format}))`
}

/** A SELECT of the table's columns and no row, to plan and check a query with. It reads nothing. */
export function emptyTableSql({ columns }: SourceTable): string {
  const nulls = columns.map(({ name, type }) => `cast(null as ${type}) as ${duckdbDialect.quote(name)}`)
  return `select ${nulls.join(', ')} where false`
}

const format = [
  'auto_detect = false',
  'header = false',
  "delim = '\\t'",
  "quote = ''",
  "escape = ''",
  "nullstr = '\\N'",
  "new_line = '\\n'",
  'strict_mode = true',
  `max_line_size = ${longestRow}`,
  `buffer_size = ${longestRow}`,
].join(', ')

/** DuckDB skips an empty line, which is how COPY writes an empty text that is alone in its row. */
function needsFiller(columns: readonly Transport[]): boolean {
  return columns.length < 2
}

function fillerFor(columns: readonly Transport[]): Transport {
  const name = columns.some((column) => column.name.toLowerCase() === 'filler') ? 'filler_2' : 'filler'
  return { name, type: 'INTEGER', sent: '1', receivedAs: 'INTEGER', converted: duckdbDialect.quote(name) }
}
