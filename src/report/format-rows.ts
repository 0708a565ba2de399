import type { TypedColumn } from '../manifest/column.ts'
import type { Json } from '../util/json.ts'

type Rows = readonly (readonly Json[])[]

/** How CSV is written. */
export interface CsvOptions {
  /** Texts that a spreadsheet would compute, as `=1+1`, begin with `'`. Default: they are as they are. */
  readonly safe?: boolean
}

/** RFC 4180 with a header and line feeds: NULL is an empty field, an empty text is `""`. */
export function toCsv(columns: readonly TypedColumn[], rows: Rows, options: CsvOptions = {}): string {
  return [columns.map(({ name }) => name), ...rows].map((row) => csvLine(row, options)).join('')
}

/** One line of CSV. */
export function csvLine(row: readonly Json[], { safe = false }: CsvOptions = {}): string {
  return `${row.map((value) => field(safe && typeof value === 'string' ? inert(value) : value)).join(',')}\n`
}

// What spreadsheets begin a formula with, in front of it the blanks that they skip. A number is none.
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/
const number = /^[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/

/** A text that no spreadsheet computes: the sign in front says that text follows. */
function inert(text: string): string {
  return formula.test(text) && !number.test(text) ? `'${text}` : text
}

/** An array with one object a line. Names that occur twice get `_1`, `_2`, … */
export function toJson(columns: readonly TypedColumn[], rows: Rows): string {
  const objects = rows.map(objectWriter(columns))
  return objects.length === 0 ? '[]\n' : `[\n${objects.map((object) => `  ${object}`).join(',\n')}\n]\n`
}

/** Rows as objects. Names that occur twice get `_1`, `_2`, … */
export function objectWriter(columns: readonly TypedColumn[]): (row: readonly Json[]) => string {
  const names = distinct(columns.map(({ name }) => name))
  // Written out, because an object would move names that are numbers to the front.
  return (row) => `{${names.map((name, at) => member(name, row[at] ?? null)).join(',')}}`
}

function member(name: string, value: Json): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`
}

function field(value: Json): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let free = name
    for (let count = 1; taken.has(free); count += 1) free = `${name}_${count}`
    taken.add(free)
    return free
  })
}
