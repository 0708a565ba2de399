import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { SourceNode } from '../manifest/node.ts'
import { isPersonal } from '../manifest/personal-columns.ts'
import { QueryError } from '../ports/engine.ts'
import type { SourceColumn, SourceTable } from '../ports/extractor.ts'
import { refusalIn } from '../ports/value-refusal.ts'
import { mask } from './masked-rows.ts'
import { valueRefused } from './source-diagnostics.ts'

type Source = Pick<SourceNode, 'name' | 'sourceName' | 'location' | 'columns'>

export interface ReadTable {
  readonly source: Source
  readonly table: SourceTable
}

/**
 * What is said of a query that failed because a source holds a value that its column's type cannot; undefined for other
 * failures. The engine shows the whole row in that place, which is nobody's business.
 */
export function refusedValue(error: unknown, tables: readonly ReadTable[]): Diagnostic | undefined {
  if (!(error instanceof QueryError)) return undefined
  const refusal = refusalIn(error.message) ?? conversion(error.message)
  if (refusal === undefined) return undefined
  const found = tables.flatMap(({ source, table }) => {
    const column = table.columns.find(({ name }) => name === refusal.column)
    return column === undefined ? [] : [{ source, column }]
  })
  const [first] = found
  if (first === undefined) return undefined
  // The engine does not say which of several tables it read.
  const isHidden = found.some(({ source, column }) => isPersonalIn(source, column))
  return valueRefused(first.source, first.column, told(first.column, refusal, isHidden))
}

interface Conversion {
  readonly column: string
  readonly value: string
  readonly row: string
}

/** DuckDB's words for a field of a row; a text that imitates them stands before, in the row. */
const refusedField =
  /^CSV Error on Line: (\d+)\n[\s\S]*Error when converting column "([\s\S]+?)"\. Could not convert string "([\s\S]*?)" to '/

function conversion(message: string): Conversion | undefined {
  const [, row, column, value] = refusedField.exec(message) ?? []
  return row === undefined || column === undefined || value === undefined ? undefined : { row, column, value }
}

function isPersonalIn(source: Source, { name }: SourceColumn): boolean {
  const declared = source.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  return declared !== undefined && isPersonal(declared) === true
}

function told({ type }: SourceColumn, refusal: Conversion | { readonly reason: string }, isHidden: boolean): string {
  if ('reason' in refusal) return refusal.reason
  return `row ${refusal.row} has "${isHidden ? mask : refusal.value}", and it is ${type}.`
}
