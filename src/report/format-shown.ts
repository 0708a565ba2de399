import type { TypedColumn } from '../manifest/column.ts'
import type { Node } from '../manifest/node.ts'
import type { Json } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { plural } from './format-count.ts'
import { type CsvOptions, toCsv, toJson } from './format-rows.ts'
import { formatTable } from './format-table.ts'
import { nodeLabel } from './node-label.ts'
import type { Terminal } from './terminal.ts'

export interface ShownRows {
  readonly node: Node | undefined
  readonly columns: readonly TypedColumn[]
  readonly rows: readonly (readonly Json[])[]
  /** Models that are shown as the newest run built them and readers do not see them. */
  readonly failed?: readonly string[]
  /** The relation that failing rows were kept in. */
  readonly keptIn?: string
}

/** Rows as `show` prints them: `csv` and `json` are the rows alone, everything else a table with types and a count. */
export function formatShown(
  { node, columns, rows, failed = [], keptIn }: ShownRows,
  format: string,
  { width, unicode, safe = false }: Pick<Terminal, 'width' | 'unicode'> & CsvOptions,
): string {
  if (format === 'csv') return toCsv(columns, rows, { safe })
  if (format === 'json') return toJson(columns, rows)
  const table = formatTable(columns, rows, { types: true, width: width(), unicode })
  const separator = unicode ? ' · ' : ', '
  const hidden =
    table.shown < columns.length ? [`${columns.length} columns, ${table.shown} shown (--output csv shows all)`] : []
  const name = node === undefined ? [] : [nodeLabel(node)]
  const unseen =
    failed.length === 0 ? [] : [`of ${failed.map(oneLine).join(', ')} as last built, which readers do not see`]
  const kept = keptIn === undefined ? [] : [`kept in ${oneLine(keptIn)}`]
  return `${table.lines.join('\n')}\n${[...name, plural(rows.length, 'row'), ...hidden, ...unseen, ...kept].join(separator)}\n`
}
