import type { Dialect } from '../dialects/dialect.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import type { ParquetOptions } from './parquet-options.ts'

/** SQL and where the model's own text starts in it, so that a position in an error can be mapped back. */
export interface WrappedSql {
  readonly text: string
  readonly offset: number
}

/**
 * One statement that computes a model and writes its Parquet: a file, or a folder where there are partitions or files of a
 * size. It returns a row a file: name, rows, bytes, and the partition's values. Rows come in their order, but not into
 * partitions, which DuckDB fills several at a time.
 */
export function copyToParquet(sql: string, path: string, options: ParquetOptions, dialect: Dialect): WrappedSql {
  const { orderBy, partitionBy } = options
  const fileSize = partitionBy.length === 0 ? options.fileSizeBytes : undefined
  const [numbered, counted] = fileSize === undefined ? ['', ''] : inOneStream
  const isOrdered = orderBy.length > 0 && partitionBy.length === 0
  const head = `copy (${numbered}${isOrdered ? 'select * from (' : ''}\n`
  const order = isOrdered ? `) order by ${orderBy.join(', ')}` : ''
  const settings = [
    'format parquet',
    ...fileOptions(options),
    ...(fileSize === undefined ? [] : [`file_size_bytes ${sqlLiteral(fileSize)}`]),
    ...(partitionBy.length === 0 ? [] : [`partition_by (${partitionBy.map(dialect.quote).join(', ')})`]),
    ...(partitionBy.length > 0 || fileSize !== undefined ? ['overwrite true'] : []),
    'return_stats true',
  ]
  return {
    text: `${head}${sql}\n${order}${counted}) to ${sqlLiteral(path)} (${settings.join(', ')})`,
    offset: head.length,
  }
}

/** Of several files DuckDB fills some at the same time, unless rows have to pass one after the other to be numbered. */
const inOneStream = [
  'select * exclude (tpchmodel_row) from (select *, row_number() over () as tpchmodel_row from (',
  ')) where tpchmodel_row > 0',
] as const

function fileOptions(options: ParquetOptions): readonly string[] {
  const { compression, compressionLevel, rowGroupSize, rowGroupSizeBytes } = options
  return [
    `compression ${sqlLiteral(compression)}`,
    ...(compressionLevel === undefined ? [] : [`compression_level ${compressionLevel}`]),
    ...(rowGroupSize === undefined ? [] : [`row_group_size ${rowGroupSize}`]),
    ...(rowGroupSizeBytes === undefined ? [] : [`row_group_size_bytes ${sqlLiteral(rowGroupSizeBytes)}`]),
  ]
}
