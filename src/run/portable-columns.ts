import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Location } from '../diagnostics/location.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { TypedColumn } from '../manifest/column.ts'
import type { DataNode } from '../manifest/node.ts'
import type { ParquetOptions } from '../plan/parquet-options.ts'
import { unportableType } from './diagnostics.ts'

const lossy = /\bU?HUGEINT\b/
const casts = { bigint: 'BIGINT', decimal: 'DECIMAL(38,0)' } as const

/** Columns whose values Parquet would round, as DuckDB writes 128-bit integers as DOUBLE. */
export function unportable(columns: readonly TypedColumn[]): readonly TypedColumn[] {
  return columns.filter(({ type }) => lossy.test(type))
}

/** A diagnostic for each such column that no configuration casts, at the column's name in the model where it stands. */
export function unportableColumns(
  node: DataNode,
  columns: readonly TypedColumn[],
  options: ParquetOptions,
): readonly Diagnostic[] {
  const refused = unportable(columns).filter(({ type }) => options.hugeint === 'refuse' || !/^U?HUGEINT$/.test(type))
  return refused.map((column) => unportableType(node, column, columnPlace(node, column.name)))
}

/** The query with its 128-bit integers cast as the configuration says; itself where there are none. */
export function castColumns(
  sql: string,
  columns: readonly TypedColumn[],
  options: ParquetOptions,
  dialect: Dialect,
): { readonly text: string; readonly offset: number } {
  const found = unportable(columns)
  if (found.length === 0 || options.hugeint === 'refuse') return { text: sql, offset: 0 }
  const type = casts[options.hugeint]
  const list = found.map(({ name }) => `cast(${dialect.quote(name)} as ${type}) as ${dialect.quote(name)}`)
  const head = `select * replace (${list.join(', ')})\nfrom (\n`
  return { text: `${head}${sql}\n)`, offset: head.length }
}

/** The type that a column of a query reads back with from Parquet, which has none of its own for some. */
export function portableType(type: string, { hugeint }: Pick<ParquetOptions, 'hugeint'>): string {
  if (/^U?HUGEINT$/.test(type)) return hugeint === 'refuse' ? type : casts[hugeint]
  return type.startsWith('ENUM(') ? 'VARCHAR' : type.replace(/^TIMESTAMP_(?:S|MS)$/, 'TIMESTAMP')
}

/** Where a column is named in a model's file: the last place, since a final SELECT stands last. */
function columnPlace(node: DataNode, name: string): Location {
  if (node.type !== 'model') return node.location
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const found = [...node.rawSql.matchAll(new RegExp(`(?<![\\w"])"?${escaped}"?(?![\\w"])`, 'gi'))].at(-1)
  return found === undefined
    ? node.location
    : { file: node.path, start: found.index, end: found.index + found[0].length }
}
