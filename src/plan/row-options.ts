import type { DataNode } from '../manifest/node.ts'
import type { Json } from '../util/json.ts'
import type { ParquetOptions } from './parquet-options.ts'

/** What of a node's configuration changes its rows or files; null for a view that keeps none. */
export function rowOptions(node: DataNode, options: ParquetOptions | undefined): Json {
  if (options === undefined) return null
  const { maxPartitions, ...kept } = options
  return [{ ...kept }, node.config['column_types'] ?? null, node.config['delimiter'] ?? null]
}
