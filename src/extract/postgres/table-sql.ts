import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import type { Transport } from './transport.ts'

/** The longest row that DuckDB is asked to take, in bytes. It is also the size of one of its buffers, so memory is bounded by it. */
export const longestRow = 32_000_000

/**
 * The statement that sends the columns. COPY's text format has one row on each line whatever the values hold, so that
 * DuckDB can read it with many threads and one line break more or less is one row more or less.
 */
export function copySql({ schema, identifier }: Relation, columns: readonly Transport[]): string {
  const sent = onTheLine(columns).map((column) => column.sent)
  const table = duckdbDialect.relation({ schema, identifier })
  return `copy (select ${sent.join(', ')} from ${table}) to stdout (format text, encoding 'UTF8')`
}

/** The table expression with which DuckDB reads what `copySql` sent to a file or pipe. It has at least one column. */
export function readSql(path: string, columns: readonly Transport[]): string {
  const shape = onTheLine(columns).map(({ name, receivedAs }) => `${sqlLiteral(name)}: ${sqlLiteral(receivedAs)}`)
  const shown = (columns.length === 0 ? [filler(columns)] : columns).map(
    ({ name, converted }) => `${converted} as ${duckdbDialect.quote(name)}`,
  )
  return `(select ${shown.join(', ')} from read_csv(${sqlLiteral(path)}, columns = {${shape.join(', ')}}, ${format}))`
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

/**
 * The columns in the order in which they are sent. A text never comes first, because DuckDB would take U+FEFF at the
 * start of the first row for a mark of the file; and no column is alone, because DuckDB skips the empty line that COPY
 * writes for an empty text.
 */
function onTheLine(columns: readonly Transport[]): readonly Transport[] {
  const texts = columns.filter(({ receivedAs }) => receivedAs === 'VARCHAR')
  const others = columns.filter(({ receivedAs }) => receivedAs !== 'VARCHAR')
  const needsFiller = others.length === 0 || columns.length < 2
  return [...(needsFiller ? [filler(columns)] : []), ...others, ...texts]
}

function filler(columns: readonly Transport[]): Transport {
  const name = columns.some((column) => column.name.toLowerCase() === 'filler') ? 'filler_2' : 'filler'
  return { name, type: 'INTEGER', sent: '1', receivedAs: 'INTEGER', converted: duckdbDialect.quote(name) }
}
