import type { TypedColumn } from '../manifest/column.ts'
import { mask } from '../run/masked-rows.ts'
import { displayWidth, padEnd, padStart, truncate } from '../util/display-width.ts'
import type { Json } from '../util/json.ts'
import { oneLine } from '../util/strip-control.ts'

export interface FormatTableOptions {
  /** A second line with the columns' types. */
  readonly types?: boolean
  /** Cells of a line. Values are cut to 40 cells and columns that do not fit are left out; without it all is shown. */
  readonly width?: number | undefined
  readonly unicode?: boolean
}

export interface Table {
  readonly lines: readonly string[]
  /** How many columns are shown, from the left; at least one. */
  readonly shown: number
}

const gap = '  '
const widest = 40

/** Rows under their columns' names: numbers to the right, everything else to the left, NULL as `NULL`. */
export function formatTable(
  columns: readonly TypedColumn[],
  rows: readonly (readonly Json[])[],
  { types = false, width, unicode = true }: FormatTableOptions = {},
): Table {
  const ellipsis = unicode ? '…' : '...'
  const limit = width === undefined ? Number.POSITIVE_INFINITY : Math.min(widest, Math.max(width, 8))
  const all = columns.map((column, index) => ({
    isNumber: isNumeric(column.type),
    heads: [column.name, ...(types ? [column.type.toLowerCase()] : [])].map((head) =>
      truncate(oneLine(head), limit, ellipsis),
    ),
    cells: rows.map((row) => truncate(cellText(row[index] ?? null, unicode), limit, ellipsis)),
  }))
  const measured = all.map((column) => ({ ...column, width: widthOf([...column.heads, ...column.cells]) }))
  const shown = measured.slice(
    0,
    howManyFit(
      measured.map((column) => column.width),
      width,
    ),
  )
  const line = (cellsOf: (column: (typeof shown)[number]) => string) => shown.map(cellsOf).join(gap).trimEnd()
  return {
    lines: [
      ...[0, 1].slice(0, types ? 2 : 1).map((head) => line((column) => padEnd(column.heads[head] ?? '', column.width))),
      ...rows.map((_, row) =>
        line(({ cells, isNumber, width: cellWidth }) => (isNumber ? padStart : padEnd)(cells[row] ?? '', cellWidth)),
      ),
    ],
    shown: shown.length,
  }
}

/** A value on one line, as a person reads it. */
function cellText(value: Json, unicode: boolean): string {
  if (value === null) return 'NULL'
  const text = oneLine(typeof value === 'object' ? JSON.stringify(value) : String(value))
  return unicode || text !== mask ? text : '***'
}

function isNumeric(type: string): boolean {
  return (
    /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL|NUMERIC|FLOAT|REAL|DOUBLE|BIGNUM)\b/i.test(type) &&
    !type.endsWith(']')
  )
}

function widthOf(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth))
}

function howManyFit(widths: readonly number[], width = Number.POSITIVE_INFINITY): number {
  let used = -gap.length
  const count = widths.findIndex((cells) => {
    used += gap.length + cells
    return used > width
  })
  return count === -1 ? widths.length : Math.max(1, count)
}
