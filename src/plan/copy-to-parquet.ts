import type { Dialect } from '../dialects/dialect.ts'
import { sqlLiteral } from '../dialects/literal.ts'
import type { ParquetOptions } from './parquet-options.ts'

/** SQL and where the model's own text starts in it, so that a position in an error can be mapped back. */
export interface WrappedSql {
  readonly text: string
  readonly offset: number
}

/**
 * One statement that computes a model and writes its Parquet: a file, or with partitions a folder. It returns a row a
 * file: name, rows, bytes, and the partition's values.
 */
export function copyToParquet(sql: string, path: string, options: ParquetOptions, dialect: Dialect): WrappedSql {
  const { orderBy, partitionBy } = options
  const head = orderBy.length === 0 ? 'copy (\n' : 'copy (select * from (\n'
  const order = orderBy.length === 0 ? '' : `) order by ${orderBy.join(', ')}`
  const partitions =
    partitionBy.length === 0 ? [] : [`partition_by (${partitionBy.map(dialect.quote).join(', ')})`, 'overwrite true']
  const settings = ['format parquet', ...fileOptions(options), ...partitions, 'return_stats true']
  return { text: `${head}${sql}\n${order}) to ${sqlLiteral(path)} (${settings.join(', ')})`, offset: head.length }
}

function fileOptions(options: ParquetOptions): readonly string[] {
  const { compression, compressionLevel, rowGroupSize, rowGroupSizeBytes } = options
  return [
    `compression ${sqlLiteral(compression)}`,
    ...(compressionLevel === undefined ? [] : [`compression_level ${compressionLevel}`]),
    ...(rowGroupSize === undefined ? [] : [`row_group_size ${rowGroupSize}`]),
    ...(rowGroupSizeBytes === undefined ? [] : [`row_group_size_bytes ${sqlLiteral(rowGroupSizeBytes)}`]),
  ]
}
