import { isJsonObject, type Json, type JsonObject } from '../util/json.ts'

/** How a model's Parquet is written. */
export interface ParquetOptions {
  readonly compression: string
  readonly compressionLevel?: number
  readonly rowGroupSize?: number
  readonly rowGroupSizeBytes?: string
  /** About the size of each file; left out: one file, or one a partition. */
  readonly fileSizeBytes?: string
  /** SQL expressions, such as `order_date desc`. */
  readonly orderBy: readonly string[]
  /** Column names; one folder for each combination of their values. */
  readonly partitionBy: readonly string[]
  /** A model with more of these combinations fails. */
  readonly maxPartitions: number
  /** HUGEINT columns: `refuse`, or the type they are cast to. */
  readonly hugeint: 'refuse' | 'bigint' | 'decimal'
}

/** Reads a model's configuration; its keys were validated when the project was parsed. */
export function parquetOptions(config: JsonObject): ParquetOptions {
  const external = isJsonObject(config['options']) ? config['options'] : {}
  const value = (key: string): Json | undefined => config[key] ?? external[key]
  const level = value('compression_level')
  const size = value('row_group_size')
  const bytes = value('row_group_size_bytes')
  const fileSize = value('file_size_bytes')
  const most = config['max_partitions']
  return {
    compression: String(value('compression') ?? value('codec') ?? 'zstd').toLowerCase(),
    ...(typeof level === 'number' && { compressionLevel: level }),
    ...(typeof size === 'number' && { rowGroupSize: size }),
    ...(bytes !== undefined && { rowGroupSizeBytes: String(bytes) }),
    ...(fileSize !== undefined && fileSize !== null && { fileSizeBytes: String(fileSize) }),
    orderBy: texts(value('order_by')),
    partitionBy: texts(value('partition_by')),
    maxPartitions: typeof most === 'number' ? most : 5000,
    hugeint: hugeint(config['hugeint']),
  }
}

function hugeint(value: Json | undefined): ParquetOptions['hugeint'] {
  return value === 'bigint' || value === 'decimal' ? value : 'refuse'
}

function texts(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.map(String) : [String(value)]
}
