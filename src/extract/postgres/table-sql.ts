import { duckdbDialect } from '../../dialects/duckdb.ts'
import { sqlLiteral } from '../../dialects/literal.ts'
import type { Relation } from '../../manifest/relation.ts'
import { rowLimit } from './row-limit.ts'
import type { Transport } from './transport.ts'

/**
 * The statement that sends the columns. COPY's text format has one row on each line whatever the values hold, so that
 * DuckDB can read it with many threads and one line break more or less is one row more or less.
 */
export function copySql({ schema, identifier }: Relation, columns: readonly Transport[]): string {
  const sent = orNothing(columns).map((column) => column.sent)
  const table = duckdbDialect.relation({ schema, identifier })
  return `copy (select ${sent.join(', ')} from ${table}) to stdout (format text, encoding 'UTF8')`
}

/**
 * The table expression with which DuckDB reads what `copySql` sent to a file or pipe. `rowMark` is the first field of
 * each row: DuckDB would take U+FEFF at the start of the first row for a mark of the file, and it skips the empty line
 * that COPY writes for the empty text of a lone column.
 */
export function readSql(path: string, columns: readonly Transport[]): string {
  const received = orNothing(columns)
  const mark = { name: unlike(received, 'mark'), receivedAs: 'VARCHAR' }
  const shape = [mark, ...received].map(({ name, receivedAs }) => `${sqlLiteral(name)}: ${sqlLiteral(receivedAs)}`)
  const shown = received.map(({ name, converted }) => `${converted} as ${duckdbDialect.quote(name)}`)
  const limit = rowLimit(columns)
  const size = `max_line_size = ${limit}, buffer_size = ${limit}`
  return `(select ${shown.join(', ')} from read_csv(${sqlLiteral(path)}, columns = {${shape.join(', ')}}, ${format}, ${size}))`
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
].join(', ')

/** A row has at least one field of its own. */
function orNothing(columns: readonly Transport[]): readonly Transport[] {
  const nothing = { name: 'nothing', type: 'INTEGER', sent: '1', receivedAs: 'INTEGER', converted: '1' }
  return columns.length === 0 ? [nothing] : columns
}

function unlike(columns: readonly Transport[], name: string): string {
  const isTaken = columns.some((column) => column.name.toLowerCase() === name)
  return isTaken ? unlike(columns, `${name}_`) : name
}
