import type { TypedColumn } from '../manifest/column.ts'
import type { Node } from '../manifest/node.ts'
import type { Json } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'
import { formatCount, plural } from './format-count.ts'
import { formatMoment } from './format-duration.ts'
import { type CsvOptions, toCsv, toJson } from './format-rows.ts'
import { type FormatTableOptions, formatTable } from './format-table.ts'
import { nodeLabel } from './node-label.ts'
import { symbolsFor } from './symbols.ts'
import type { Terminal } from './terminal.ts'

export interface ShownRows {
  readonly node: Node | undefined
  readonly columns: readonly TypedColumn[]
  readonly rows: readonly (readonly Json[])[]
  /** How many rows there are of which these are the first, where that is known. */
  readonly total?: number | undefined
  readonly seconds?: number | undefined
  /** Columns whose values are masked. */
  readonly masked?: readonly string[]
  /** Models that are shown as the newest run built them and readers do not see them. */
  readonly failed?: readonly string[]
  /** The relation that failing rows were kept in. */
  readonly keptIn?: string
}

export interface FormatShownOptions extends Pick<Terminal, 'width' | 'unicode'>, CsvOptions {
  /** All columns: those that do not fit stand below the others. */
  readonly all?: boolean
  /** All columns side by side, values as long as they are. */
  readonly wide?: boolean
  /** Says which node the rows are of. */
  readonly named?: boolean
  /** What else may be done to see more, behind `--all` and `--wide`. */
  readonly formats?: readonly string[]
}

/** Rows as `show` prints them: `csv` and `json` are the rows alone, everything else a table with types and a count. */
export function formatShown(shown: ShownRows, format: string, options: FormatShownOptions): string {
  const { columns, rows } = shown
  const { unicode, safe = false, wide = false } = options
  if (format === 'csv') return toCsv(columns, rows, { safe })
  if (format === 'json') return toJson(columns, rows)
  const width = wide ? undefined : options.width()
  const { lines, shown: count } = tables(columns, rows, { types: true, width, unicode }, options.all === true)
  const words = closingWords(shown, count, options)
  return `${lines.join('\n')}\n${words.join(symbolsFor(unicode).separator)}\n`
}

/** One table, or with `all` as many as it takes to show every column. */
function tables(
  columns: readonly TypedColumn[],
  rows: ShownRows['rows'],
  options: FormatTableOptions,
  all: boolean,
): { readonly lines: readonly string[]; readonly shown: number } {
  const first = formatTable(columns, rows, options)
  if (!all || first.shown >= columns.length) return first
  const rest = tables(
    columns.slice(first.shown),
    rows.map((row) => row.slice(first.shown)),
    options,
    true,
  )
  return { lines: [...first.lines, '', ...rest.lines], shown: columns.length }
}

function closingWords(
  { node, columns, rows, total, seconds, masked = [], failed = [], keptIn }: ShownRows,
  count: number,
  { named = false, formats = ['csv', 'json'] }: FormatShownOptions,
): readonly string[] {
  const isFirst = total !== undefined && total > rows.length
  const more = `(--all, --wide, --output ${formats.join('|')})`
  return [
    ...(named && node !== undefined ? [nodeLabel(node)] : []),
    isFirst ? `${formatCount(rows.length)} of ${plural(total, 'row')}` : plural(rows.length, 'row'),
    ...(count < columns.length ? [`${columns.length} columns, ${count} shown ${more}`] : []),
    ...(masked.length > 0 ? [`${masked.map(oneLine).join(', ')} masked (--unmask)`] : []),
    ...(failed.length > 0 ? [`of ${failed.map(oneLine).join(', ')} as last built, which readers do not see`] : []),
    ...(keptIn === undefined ? [] : [`kept in ${oneLine(keptIn)}`]),
    ...(seconds === undefined ? [] : [formatMoment(seconds)]),
  ]
}
